import type {
  CreateGroupCommandInput,
  CreateManagedLoginBrandingCommandInput,
  CreateResourceServerCommandInput,
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
  CreateUserPoolDomainCommandInput,
  SetUserPoolMfaConfigCommandInput
} from '@aws-sdk/client-cognito-identity-provider'
import type { CreateUserPoolOptions } from './create-options.js'
import { clientSettings, groupNames, mfaSettings, poolSettings } from './settings.js'

/** The operations that create a user pool. */
export interface Operations {
  CreateUserPool: CreateUserPoolCommandInput
  SetUserPoolMfaConfig: SetUserPoolMfaConfigCommandInput
  CreateResourceServer: CreateResourceServerCommandInput
  CreateUserPoolClient: CreateUserPoolClientCommandInput
  CreateUserPoolDomain: CreateUserPoolDomainCommandInput
  CreateManagedLoginBranding: CreateManagedLoginBrandingCommandInput
  CreateGroup: CreateGroupCommandInput
}

/** The IDs that requests return, and that later requests contain. */
export interface PoolIds {
  readonly userPoolId: string
  readonly clientId: string
}

/** The IDs in requests that are printed. */
export const PLACEHOLDERS: PoolIds = { userPoolId: '<UserPoolId>', clientId: '<ClientId>' }

/** A request that creates a user pool or a part of it. */
export type PlannedRequest = {
  [Operation in keyof Operations]: { readonly operation: Operation, readonly input: Operations[Operation] }
}[keyof Operations]

/** Returns a request, with the IDs that earlier requests have returned. */
export type Step = (ids: PoolIds) => PlannedRequest

/** Returns the requests that create a user pool, in their order. */
export function planUserPool (options: CreateUserPoolOptions): readonly Step[] {
  const { passkeys, mfa = 'off', resourceServers = [], domain, branding } = options
  const setsMfa = mfa !== 'off' || passkeys !== undefined
  return [
    () => ({ operation: 'CreateUserPool', input: poolSettings(options) }),
    // AWS accepts MFA factors other than SMS, and passkeys, only after the pool is created.
    ...when(setsMfa, ({ userPoolId: UserPoolId }) => ({
      operation: 'SetUserPoolMfaConfig',
      input: { UserPoolId, ...mfaSettings(options) }
    })),
    // Before the app client, which has their scopes.
    ...resourceServers.map(
      ({ identifier, name = identifier, scopes }): Step =>
        ({ userPoolId: UserPoolId }) => ({
          operation: 'CreateResourceServer',
          input: {
            UserPoolId,
            Identifier: identifier,
            Name: name,
            Scopes: Object.entries(scopes).map(([ScopeName, ScopeDescription]) => ({
              ScopeName,
              ScopeDescription
            }))
          }
        })
    ),
    ({ userPoolId }) => ({ operation: 'CreateUserPoolClient', input: clientSettings(userPoolId, options) }),
    ...when(domain !== undefined, ({ userPoolId: UserPoolId }) => ({
      operation: 'CreateUserPoolDomain',
      input: { UserPoolId, Domain: domain, ManagedLoginVersion: 2 }
    })),
    // Without a style, the pages of managed login are unavailable.
    ...when(domain !== undefined, ({ userPoolId: UserPoolId, clientId: ClientId }) => ({
      operation: 'CreateManagedLoginBranding',
      input: {
        UserPoolId,
        ClientId,
        ...(branding === undefined ? { UseCognitoProvidedValues: true } : { Settings: branding as never })
      }
    })),
    ...groupNames(options).map(
      (GroupName): Step =>
        ({ userPoolId: UserPoolId }) => ({ operation: 'CreateGroup', input: { UserPoolId, GroupName } })
    )
  ]
}

function when (condition: boolean, step: Step): readonly Step[] {
  return condition ? [step] : []
}
