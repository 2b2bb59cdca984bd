import type { LocalCognito } from '../../local/index.js'
import type { AppClientSettings } from './app-client.js'

/** The URLs of managed login. */
export interface ManagedLogin {
  readonly signIn: string
  readonly discovery: string
}

/** The user pool of an `Amplify.configure()`. */
interface AmplifyPool {
  userPoolId: string
  userPoolClientId: string
  userPoolEndpoint: string
  /** For `signInWithRedirect`. */
  loginWith?: { oauth: AmplifyOAuth }
}

interface AmplifyOAuth {
  domain: string
  scopes: readonly string[]
  redirectSignIn: readonly string[]
  redirectSignOut: readonly string[]
  responseType: 'code' | 'token'
}

/** The configuration of applications. */
export interface Configuration {
  /** The argument of `Amplify.configure()`. Null if the app client has a secret: Amplify supports none. */
  readonly amplify: { Auth: { Cognito: AmplifyPool } } | null
  /** The argument of an AWS SDK client. */
  readonly awsSdk: {
    region: string
    endpoint: string
    credentials: { accessKeyId: string, secretAccessKey: string }
  }
  /** The options of the plugin. */
  readonly fastify: LocalCognito['options']
  /** Null if the app client has no callback URLs. */
  readonly managedLogin: ManagedLogin | null
  /** The app client for machines. */
  readonly machine: LocalCognito['machine']
}

/** @param domain - the domain of a proxy that terminates TLS, if there is one */
export function configurationOf (
  local: LocalCognito,
  appClient: AppClientSettings,
  domain?: string
): Configuration {
  const { endpoint, userPoolId, clientId, clientSecret, machine, options } = local
  const oauth = domain === undefined ? undefined : amplifyOAuth(appClient, domain)
  const amplify = {
    userPoolId,
    userPoolClientId: clientId,
    userPoolEndpoint: endpoint,
    ...(oauth !== undefined && { loginWith: { oauth } })
  }
  return {
    amplify: clientSecret === undefined ? { Auth: { Cognito: amplify } } : null,
    awsSdk: {
      region: userPoolId.slice(0, userPoolId.indexOf('_')),
      endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
    },
    fastify: options,
    managedLogin: managedLogin(local, appClient),
    machine
  }
}

/** Amplify opens managed login by https only. Undefined for an app client without callback URLs. */
function amplifyOAuth (
  { CallbackURLs, LogoutURLs = [], AllowedOAuthFlows = [], AllowedOAuthScopes = [] }: AppClientSettings,
  domain: string
): AmplifyOAuth | undefined {
  if (CallbackURLs === undefined) return undefined
  return {
    domain,
    scopes: AllowedOAuthScopes,
    redirectSignIn: CallbackURLs,
    redirectSignOut: LogoutURLs,
    responseType: AllowedOAuthFlows.includes('code') ? 'code' : 'token'
  }
}

function managedLogin (
  { endpoint, issuer, clientId }: LocalCognito,
  { CallbackURLs: [callback] = [] }: AppClientSettings
): ManagedLogin | null {
  if (callback === undefined) return null
  const query = new URLSearchParams({ client_id: clientId, response_type: 'code', redirect_uri: callback })
  return {
    signIn: `${endpoint}/oauth2/authorize?${query}`,
    discovery: `${issuer}/.well-known/openid-configuration`
  }
}
