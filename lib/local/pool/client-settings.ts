import type {
  CreateUserPoolClientRequest,
  ExplicitAuthFlowsType
} from '@aws-sdk/client-cognito-identity-provider'
import { CognitoException, invalidParameter } from './exception.js'
import type { ClientSettings } from './records.js'
import { schemaOf, tokenLifetime } from './settings.js'
import type { UserPool } from './user-pool.js'

/** The settings that CreateUserPoolClient and UpdateUserPoolClient have in common. */
export type ClientInput = Omit<
  CreateUserPoolClientRequest,
  'UserPoolId' | 'GenerateSecret' | 'ClientSecret'
> & { ClientName: string }

/** Returns the settings of an app client, with AWS's defaults. */
export function clientSettings (given: ClientInput): ClientSettings {
  const rotation = given.RefreshTokenRotation
  return {
    ...given,
    RefreshTokenValidity: given.RefreshTokenValidity || 30,
    TokenValidityUnits: given.TokenValidityUnits ?? {},
    AllowedOAuthFlowsUserPoolClient: given.AllowedOAuthFlowsUserPoolClient ?? false,
    EnableTokenRevocation: given.EnableTokenRevocation ?? true,
    EnablePropagateAdditionalUserContextData: given.EnablePropagateAdditionalUserContextData ?? false,
    AuthSessionValidity: given.AuthSessionValidity ?? 3,
    PreventUserExistenceErrors: given.PreventUserExistenceErrors ?? 'LEGACY',
    ...(rotation && { RefreshTokenRotation: { RetryGracePeriodSeconds: 0, ...rotation } })
  }
}

const OLD_FLOWS = ['ADMIN_NO_SRP_AUTH', 'CUSTOM_AUTH_FLOW_ONLY', 'USER_PASSWORD_AUTH']

/** Checks the settings of an app client that the service model does not, as AWS does. */
export function checkClientSettings (pool: UserPool, settings: ClientSettings): void {
  checkFlows(settings)
  checkValidities(settings)
  checkOAuth(pool, settings)
  checkProviders(pool, settings)
  for (const url of [...(settings.CallbackURLs ?? []), ...(settings.LogoutURLs ?? [])]) checkUrl(url)
  const known = new Set(schemaOf(pool.settings).map(({ Name }) => Name as string))
  const lists = [
    ['read', settings.ReadAttributes],
    ['write', settings.WriteAttributes]
  ] as const
  for (const [access, names = []] of lists) {
    const unknown = names.find(name => !known.has(name))
    if (unknown !== undefined) {
      throw invalidParameter(`Invalid ${access} attributes specified while creating a client`)
    }
  }
}

function checkFlows ({
  ExplicitAuthFlows: flows = [],
  RefreshTokenRotation: rotation
}: ClientSettings): void {
  const old = flows.filter(flow => OLD_FLOWS.includes(flow))
  if (old.length > 0 && old.length < flows.length) {
    throw invalidParameter('Auth flows cannot contain both of the old (without ALLOW_) and the new names.')
  }
  // As the documentation of GetClientToken says.
  if (flows.includes('ALLOW_CLIENT_TOKEN_AUTH' as ExplicitAuthFlowsType) && flows.length > 1) {
    throw invalidParameter('ALLOW_CLIENT_TOKEN_AUTH can not be selected along with other auth flows.')
  }
  if (rotation?.Feature === 'ENABLED' && flows.includes('ALLOW_REFRESH_TOKEN_AUTH')) {
    throw invalidParameter('ALLOW_REFRESH_TOKEN_AUTH is not allowed when refresh token rotation is enabled')
  }
}

const DAY = 86400
const YEARS = 10 * 365 * DAY

/** Between 5 minutes and 1 day for access and ID tokens; between 1 hour and 10 years for refresh tokens. */
function checkValidities (settings: ClientSettings): void {
  const limits = [
    ['AccessToken', 300, DAY],
    ['IdToken', 300, DAY],
    ['RefreshToken', 3600, YEARS]
  ] as const
  for (const [token, min, max] of limits) {
    const seconds = tokenLifetime({ settings }, token)
    if (seconds < min || seconds > max) {
      throw invalidParameter(
        `Invalid range for token validity. ${token} must be valid for ${min} to ${max} seconds.`
      )
    }
  }
}

/** Scopes that every pool has. */
const SCOPES = ['phone', 'email', 'openid', 'profile', 'aws.cognito.signin.user.admin']

function checkOAuth (pool: UserPool, settings: ClientSettings): void {
  const {
    AllowedOAuthFlows: flows = [],
    AllowedOAuthScopes: scopes = [],
    CallbackURLs: callbacks = []
  } = settings
  const servers = pool
    .table<{ Identifier: string, Scopes?: { ScopeName: string }[] }>('resource-servers')
    .values()
  const custom = servers.flatMap(({ Identifier, Scopes = [] }) =>
    Scopes.map(({ ScopeName }) => `${Identifier}/${ScopeName}`)
  )
  const unknown = scopes.find(scope => !SCOPES.includes(scope) && !custom.includes(scope))
  if (unknown !== undefined) {
    throw new CognitoException('ScopeDoesNotExistException', `Invalid scope requested: ${unknown}`)
  }
  if (flows.includes('client_credentials') && flows.length > 1) {
    throw invalidParameter(
      'client_credentials flow can not be selected along with code flow or implicit flow.'
    )
  }
  const needsCallback = flows.some(flow => flow === 'code' || flow === 'implicit')
  if (needsCallback && callbacks.length === 0) {
    throw invalidParameter(
      'CallbackURLs can not be empty when Authorization Code flow or Implicit flow is selected.'
    )
  }
  const { DefaultRedirectURI: redirect } = settings
  if (redirect !== undefined && !callbacks.includes(redirect)) {
    throw invalidParameter('DefaultRedirectURI must be in the list of CallbackURLs.')
  }
}

/** The users of the pool itself. */
const OWN_PROVIDER = 'COGNITO'

function checkProviders (pool: UserPool, { SupportedIdentityProviders: names = [] }: ClientSettings): void {
  const providers = pool.table('identity-providers')
  const unknown = names.find(name => name !== OWN_PROVIDER && !providers.has(name))
  if (unknown !== undefined) {
    throw invalidParameter(`The provider ${unknown} does not exist for User Pool ${pool.id}`)
  }
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Throws unless managed login may return to a URL: https, http on this machine, or a scheme of an app,
 * without a fragment (API Reference, CreateUserPoolClient).
 */
function checkUrl (text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || text.includes('#')) throw invalidParameter(`Invalid redirect URL: ${text}`)
  if (url.protocol === 'http:' && !LOOPBACK.includes(url.hostname)) {
    throw invalidParameter(`${text} cannot use the HTTP protocol.`)
  }
}
