import type {
  ClientSecretDescriptorType,
  DomainDescriptionType,
  GetUserPoolMfaConfigResponse,
  GetUserPoolSessionConfigurationResponse,
  LogConfigurationType,
  ResourceServerType,
  RiskConfigurationType,
  UserPoolClientType,
  UserPoolReplicaType,
  UserPoolType
} from '@aws-sdk/client-cognito-identity-provider'
import { describeError } from '../../describe-error.js'
import { fetchJwks } from '../../verification/fetch-jwks.js'
import type { ApiCaller } from './caller.js'
import { issuerOf, type Target } from './target.js'
import { verifyTarget, type TokenVerdict } from './token-verdict.js'
import { readWebAcl, WEB_ACL_ACTIONS } from './web-acl.js'

/** An identity provider, without its details, which include a secret. */
export interface Provider {
  readonly name: string
  /** The claims of the provider, by the attributes that they are written to. */
  readonly mapping: Readonly<Record<string, string>>
}

/** A key set, and why it could not be fetched. */
export interface FetchedKeys {
  readonly url: string
  readonly problem: string | null
}

/** The values that are read, by the names of the readings. */
export interface Readings {
  readonly pool: UserPoolType
  readonly client: UserPoolClientType
  readonly secrets: readonly ClientSecretDescriptorType[]
  readonly mfa: GetUserPoolMfaConfigResponse
  readonly domains: readonly DomainDescriptionType[]
  /** Whether the app client has a style of managed login. */
  readonly style: boolean
  readonly resourceServers: readonly ResourceServerType[]
  readonly providers: readonly Provider[]
  readonly risk: RiskConfigurationType
  readonly logs: readonly LogConfigurationType[]
  readonly sessions: GetUserPoolSessionConfigurationResponse
  readonly replicas: readonly UserPoolReplicaType[]
  readonly keys: readonly FetchedKeys[]
  /** The result of verifying the token of `--token-file`. */
  readonly token: TokenVerdict
  /** The name of the web ACL of AWS WAF. Null if there is none. */
  readonly webAcl: string | null
}

export type ReadName = keyof Readings

interface Read<Value> {
  /** The operations that it calls, whose permissions it needs. Those of other services as IAM actions. */
  readonly operations: readonly string[]
  readonly read: (caller: ApiCaller, target: Target) => Promise<Value>
}

/** The timeout of fetching a key set, in milliseconds. */
const TIMEOUT = 15_000

/** The maximum number of pages of a list that are read. */
const MAX_PAGES = 100

/** The functions that read, by the names of the readings. They omit secrets of app clients and providers. */
export const READS: { readonly [Name in ReadName]: Read<Readings[Name]> } = {
  pool: { operations: ['DescribeUserPool'], read: readPool },
  client: {
    operations: ['DescribeUserPoolClient'],
    read: async (caller, { userPoolId: UserPoolId, clientId: ClientId }) => {
      const { UserPoolClient = {} } = await caller.call('DescribeUserPoolClient', { UserPoolId, ClientId })
      return UserPoolClient
    }
  },
  secrets: {
    operations: ['ListUserPoolClientSecrets'],
    read: async (caller, { userPoolId: UserPoolId, clientId: ClientId }) => {
      const { ClientSecrets = [] } = await caller.call('ListUserPoolClientSecrets', { UserPoolId, ClientId })
      return ClientSecrets.map(({ ClientSecretValue: _value, ...secret }) => secret)
    }
  },
  mfa: {
    operations: ['GetUserPoolMfaConfig'],
    read: (caller, { userPoolId: UserPoolId }) => caller.call('GetUserPoolMfaConfig', { UserPoolId })
  },
  domains: {
    operations: ['DescribeUserPool', 'DescribeUserPoolDomain'],
    read: async (caller, target) => {
      const { Domain: prefix, CustomDomain: custom } = await readPool(caller, target)
      const names = [custom ?? [], prefix ?? []].flat()
      return await Promise.all(
        names.map(async Domain => {
          const { DomainDescription = {} } = await caller.call('DescribeUserPoolDomain', { Domain })
          return { ...DomainDescription, Domain }
        })
      )
    }
  },
  style: {
    operations: ['DescribeManagedLoginBrandingByClient'],
    read: async (caller, { userPoolId: UserPoolId, clientId: ClientId }) => {
      const style = caller.call('DescribeManagedLoginBrandingByClient', { UserPoolId, ClientId })
      return await style.then(() => true, unlessAbsent(false))
    }
  },
  resourceServers: {
    operations: ['ListResourceServers'],
    read: (caller, { userPoolId: UserPoolId }) =>
      pages(async NextToken => {
        const input = { UserPoolId, MaxResults: 50, NextToken }
        const { ResourceServers = [], NextToken: next } = await caller.call('ListResourceServers', input)
        return { items: ResourceServers, next }
      })
  },
  providers: {
    operations: ['ListIdentityProviders', 'DescribeIdentityProvider'],
    read: async (caller, { userPoolId: UserPoolId }) => {
      const named = await pages(async NextToken => {
        const input = { UserPoolId, MaxResults: 60, NextToken }
        const { Providers = [], NextToken: next } = await caller.call('ListIdentityProviders', input)
        return { items: Providers, next }
      })
      return await Promise.all(
        named.map(async ({ ProviderName = '' }) => {
          const input = { UserPoolId, ProviderName }
          const { IdentityProvider = {} } = await caller.call('DescribeIdentityProvider', input)
          return { name: ProviderName, mapping: IdentityProvider.AttributeMapping ?? {} }
        })
      )
    }
  },
  risk: {
    operations: ['DescribeRiskConfiguration'],
    read: async (caller, { userPoolId: UserPoolId, clientId: ClientId }) => {
      const { RiskConfiguration = {} } = await caller.call('DescribeRiskConfiguration', {
        UserPoolId,
        ClientId
      })
      return RiskConfiguration
    }
  },
  logs: {
    operations: ['GetLogDeliveryConfiguration'],
    read: async (caller, { userPoolId: UserPoolId }) => {
      const response = await caller.call('GetLogDeliveryConfiguration', { UserPoolId })
      return response.LogDeliveryConfiguration?.LogConfigurations ?? []
    }
  },
  sessions: {
    operations: ['GetUserPoolSessionConfiguration'],
    read: (caller, { userPoolId: UserPoolId }) =>
      caller.call('GetUserPoolSessionConfiguration', { UserPoolId })
  },
  replicas: {
    operations: ['ListUserPoolReplicas'],
    read: (caller, { userPoolId: UserPoolId }) =>
      pages(async NextToken => {
        const input = { UserPoolId, NextToken }
        const { UserPoolReplicas = [], NextToken: next } = await caller.call('ListUserPoolReplicas', input)
        return { items: UserPoolReplicas, next }
      })
  },
  keys: {
    operations: ['DescribeUserPool'],
    read: async (caller, target) => {
      const issuer = issuerOf(target, await readPool(caller, target))
      const own = target.plugin?.pool.jwks === null ? [target.plugin.pool.pool.jwksUri] : []
      const urls = new Set([`${issuer}/.well-known/jwks.json`, ...own])
      return await Promise.all([...urls].map(url => fetchKeys(url, caller.signal)))
    }
  },
  token: {
    operations: ['DescribeUserPool'],
    read: async (caller, target) => verifyTarget(target, await readPool(caller, target), caller.signal)
  },
  webAcl: {
    operations: ['DescribeUserPool', ...WEB_ACL_ACTIONS],
    read: async (caller, target) => {
      const { Arn = '' } = await readPool(caller, target)
      return await readWebAcl(Arn, target, caller.signal)
    }
  }
}

/** Returns the IAM action of an operation. */
export function actionOf (operation: string): string {
  return operation.includes(':') ? operation : `cognito-idp:${operation}`
}

async function readPool (caller: ApiCaller, { userPoolId: UserPoolId }: Target): Promise<UserPoolType> {
  const { UserPool = {} } = await caller.call('DescribeUserPool', { UserPoolId })
  return UserPool
}

async function fetchKeys (url: string, signal: AbortSignal): Promise<FetchedKeys> {
  try {
    await fetchJwks(url, { timeout: TIMEOUT, signal })
    return { url, problem: null }
  } catch (error) {
    return { url, problem: describeError(error).message }
  }
}

/** Returns an error handler: it returns a value if the resource does not exist, and rethrows other errors. */
function unlessAbsent<Value> (value: Value): (error: Error) => Value {
  return error => {
    if ((error.cause as Error | undefined)?.name !== 'ResourceNotFoundException') throw error
    return value
  }
}

async function pages<Item> (
  page: (token: string | undefined) => Promise<{ items: readonly Item[], next: string | undefined }>
): Promise<readonly Item[]> {
  const all: Item[] = []
  let token: string | undefined
  for (let count = 0; count < MAX_PAGES; count++) {
    const { items, next } = await page(token)
    all.push(...items)
    if (next === undefined) break
    token = next
  }
  return all
}
