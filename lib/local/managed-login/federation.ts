import { randomBytes } from 'node:crypto'
import { CognitoException } from '../pool/exception.js'
import { isSame } from '../pool/compare.js'
import type { UserPool } from '../pool/user-pool.js'
import type { HttpResponse } from '../protocol/http.js'
import { redirect } from './callback.js'
import { complete } from './complete.js'
import { CallbackError, PageError } from './errors.js'
import { federatedUser } from './federated-user.js'
import { providersOf, type Provider } from './providers.js'
import { readSignInRequest, type SignInRequest } from './sign-in-request.js'
import { stateOf, type ProviderVisit } from './state.js'
import { csrfCookie, type Visit } from './visit.js'

/** How long a visit to a provider may take, in milliseconds. */
const LIFETIME = 10 * 60 * 1000

/** Redirects to the simulated identity provider. Its `state` identifies the pool and the visit. */
export function startProvider (
  browser: Visit,
  { pool, query }: SignInRequest,
  { name }: Provider
): HttpResponse {
  const id = stateOf(pool).visits.add({ provider: name, query, browser: browser.csrf }, LIFETIME)
  return redirect(`/identity-provider?${new URLSearchParams({ state: `${pool.id}.${id}` }).toString()}`, [
    csrfCookie(browser)
  ])
}

interface Found {
  pool: UserPool
  id: string
  visit: ProviderVisit
  request: SignInRequest
  provider: Provider
}

/** Returns the visit of a `state`. Throws PageError unless this browser has started it. */
export function findVisit ({ pools, query, csrf }: Visit): Found {
  const [poolId, id = ''] = (query.get('state') ?? '').split('.')
  const pool = pools.all().find(pool => pool.id === poolId)
  const visit = pool && stateOf(pool).visits.get(id)
  if (pool === undefined || visit === undefined || !isSame(visit.browser, csrf)) {
    throw new PageError('invalid_request')
  }
  const request = readSignInRequest({ pools, query: new URLSearchParams(visit.query) })
  const provider = providersOf(pool, request.client).find(({ name }) => name === visit.provider)
  if (provider === undefined) throw new PageError('invalid_request')
  return { pool, id, visit, request, provider }
}

/** `/oauth2/idpresponse`: signs in the user that the identity provider names. */
export async function providerResponse (visit: Visit): Promise<HttpResponse> {
  const found = findVisit(visit)
  const { pool, id, request, provider } = found
  const { callback, client } = request
  stateOf(pool).visits.take(id)
  const error = visit.query.get('error')
  if (error !== null) {
    throw new CallbackError(callback, 'invalid_request', `${provider.name} Error - ${error}`)
  }
  const { code = '', claims } = found.visit
  if (claims === undefined || !isSame(code, visit.query.get('code') ?? '')) {
    throw new CallbackError(callback, 'invalid_request', `${provider.name} Error - invalid_grant`)
  }
  try {
    const { user, isFirst } = await federatedUser(pool, client, provider, claims)
    const signedIn = { user, authTime: Math.floor(pool.now() / 1000) }
    // As users of Cognito report, a first sign-in has a nonce even if none was requested.
    const nonce =
      isFirst && request.nonce === undefined ? { nonce: randomBytes(16).toString('base64url') } : {}
    return await complete(request, signedIn, { isNew: true, ...nonce })
  } catch (error) {
    if (!(error instanceof CognitoException)) throw error
    const isServer = error.name === 'UsernameExistsException'
    throw new CallbackError(callback, isServer ? 'server_error' : 'invalid_request', error.message)
  }
}
