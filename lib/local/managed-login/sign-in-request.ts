import type { AppClient } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import type { Callback } from './callback.js'
import { CallbackError, PageError } from './errors.js'
import { hasStyle } from './branding.js'
import { clientOf, isClassic, needsBranding } from './version.js'
import type { Visit } from './visit.js'

/** A request to sign in, which every page carries in its query (RFC 6749 section 4.1.1). */
export interface SignInRequest {
  pool: UserPool
  client: AppClient
  callback: Callback
  scope: string
  nonce?: string
  codeChallenge?: string
  /** The audience of the access token (RFC 8707). */
  resource?: string
  prompts: string[]
  provider?: string
  providerIdentifier?: string
  hint?: string
  /** Whether the user adds a passkey after signing in. */
  addsPasskey: boolean
  /** The query of its pages. */
  query: string
}

/** Query parameters that belong to a page and not to the request. */
const OF_PAGES = ['step', 'notice']
const PROMPTS = ['none', 'login', 'select_account', 'consent']

/** The maximum length of the query, in characters; Node.js limits all headers of a request to 16 KB. */
const MAX_LENGTH = 8192

/**
 * Reads a request to sign in.
 *
 * @throws PageError for a wrong app client or callback URL, to which the browser is not redirected
 * @throws CallbackError for everything else
 */
export function readSignInRequest ({ pools, query: given }: Pick<Visit, 'pools' | 'query'>): SignInRequest {
  const query = new URLSearchParams(given)
  for (const name of OF_PAGES) query.delete(name)
  if (query.toString().length > MAX_LENGTH) throw new PageError('invalid_request')
  const found = clientOf(pools, query.get('client_id'))
  if (found === undefined) throw new PageError('invalid_client')
  const { pool, client } = found
  const callback = readCallback(client, query)
  if (needsBranding(pool) && !hasStyle(pool, client)) throw new PageError('unavailable')
  checkGrant(client, callback)
  const texts = optional(query, {
    nonce: 'nonce',
    codeChallenge: 'code_challenge',
    resource: 'resource',
    provider: 'identity_provider',
    providerIdentifier: 'idp_identifier',
    hint: 'login_hint'
  })
  checkQuery(query, callback)
  const scope = readScope(client, callback, query.get('scope'))
  const prompts = isClassic(pool) ? [] : readPrompts(query, callback)
  const addsPasskey = query.get(ADD_PASSKEY) === 'yes'
  return { pool, client, callback, scope, prompts, addsPasskey, query: query.toString(), ...texts }
}

/** The query parameter of requests after which the user adds a passkey. */
const ADD_PASSKEY = 'add_passkey'

/** Returns the request after which the user adds a passkey. */
export function withPasskey (request: SignInRequest): SignInRequest {
  const query = new URLSearchParams(request.query)
  query.set(ADD_PASSKEY, 'yes')
  return { ...request, addsPasskey: true, query: query.toString() }
}

/** Callbacks are compared exactly. */
function readCallback ({ settings }: AppClient, query: URLSearchParams): Callback {
  const redirectUri = query.get('redirect_uri') ?? settings.DefaultRedirectURI
  const isOnce = query.getAll('client_id').length === 1 && query.getAll('redirect_uri').length <= 1
  if (redirectUri === undefined || !isOnce) throw new PageError('invalid_request')
  if (settings.CallbackURLs?.includes(redirectUri) !== true) throw new PageError('redirect_mismatch')
  const state = query.get('state')
  const responseType = query.get('response_type') === 'token' ? 'token' : 'code'
  return { redirectUri, responseType, ...(state !== null && { state }) }
}

function checkGrant ({ settings }: AppClient, callback: Callback): void {
  const grant = callback.responseType === 'code' ? 'code' : 'implicit'
  if (settings.AllowedOAuthFlowsUserPoolClient !== true || !settings.AllowedOAuthFlows?.includes(grant)) {
    throw new CallbackError(callback, 'unauthorized_client')
  }
}

const invalidRequest = (callback: Callback, description: string) =>
  new CallbackError(callback, 'invalid_request', description)

function checkQuery (query: URLSearchParams, callback: Callback): void {
  const names = [...query.keys()]
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw invalidRequest(callback, 'A parameter is repeated')
  const method = query.get('code_challenge_method')
  const challenge = query.get('code_challenge')
  if (!['code', 'token'].includes(query.get('response_type') ?? '')) {
    throw invalidRequest(callback, 'Invalid response_type')
  }
  if (challenge === null ? method !== null : method !== 'S256') {
    throw invalidRequest(callback, 'Invalid code_challenge_method')
  }
  if (challenge !== null && !/^[\w-]{43}$/.test(challenge)) {
    throw invalidRequest(callback, 'Invalid code_challenge')
  }
  const resource = query.get('resource')
  if (resource !== null && !isResource(resource)) throw invalidRequest(callback, 'Invalid resource')
}

/** https, http on localhost, or a scheme of an app (Developer Guide, Resource binding). */
const RESOURCE = /^(https:\/\/|http:\/\/localhost(?![^:/?])|(?!https?:)[a-z][a-z\d+.-]*:\/\/)[^#]*$/i

function isResource (text: string): boolean {
  return RESOURCE.test(text) && URL.canParse(text)
}

/** The classic hosted UI has no `prompt`. */
function readPrompts (query: URLSearchParams, callback: Callback): string[] {
  const prompts = words(query.get('prompt'))
  const isKnown = prompts.every(prompt => PROMPTS.includes(prompt))
  if (!isKnown || (prompts.includes('none') && prompts.length > 1)) {
    throw invalidRequest(callback, 'Invalid prompt')
  }
  return prompts
}

/** `openid` is needed for the scopes of OpenID Connect. Without a scope, all of the app client's. */
function readScope ({ settings }: AppClient, callback: Callback, given: string | null): string {
  const allowed = settings.AllowedOAuthScopes ?? []
  const scopes = given === null ? allowed : words(given)
  const needsOpenId = scopes.some(scope => ['email', 'phone', 'profile'].includes(scope))
  const isAllowed = scopes.length > 0 && scopes.every(scope => allowed.includes(scope))
  if (!isAllowed || (needsOpenId && !scopes.includes('openid'))) {
    throw new CallbackError(callback, 'invalid_scope')
  }
  return [...new Set(scopes)].join(' ')
}

const words = (text: string | null): string[] => (text ?? '').split(' ').filter(Boolean)

/** Returns the parameters that the query has, by the names of properties. */
function optional<Name extends string> (
  query: URLSearchParams,
  names: Record<Name, string>
): Partial<Record<Name, string>> {
  const values = Object.entries<string>(names).map(([name, parameter]) => [name, query.get(parameter)])
  return Object.fromEntries(values.filter(([, value]) => value !== null))
}
