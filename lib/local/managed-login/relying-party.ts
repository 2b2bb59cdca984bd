import { isIP } from 'node:net'
import { relyingPartyOf } from '../pool/webauthn/relying-party.js'
import { firstFactors } from '../pool/settings.js'
import type { UserPools } from '../pool/user-pools.js'
import type { HttpResponse, HttpRequest } from '../protocol/http.js'
import { redirect } from './callback.js'
import { clientOf, isClassic } from './version.js'

/**
 * Sends a browser to the same page under the name that passkeys belong to: they work at
 * `http://localhost:PORT`, and not at 127.0.0.1. Undefined for pools without passkeys.
 */
export function toRelyingParty (
  pools: UserPools,
  { method, path, query, headers: { host = '' } }: HttpRequest
): HttpResponse | undefined {
  const found = clientOf(pools, query.get('client_id'))
  if (method !== 'GET' || found === undefined || isClassic(found.pool)) return undefined
  if (!firstFactors(found.pool.settings).includes('WEB_AUTHN')) return undefined
  const { id } = relyingPartyOf(found.pool)
  const { hostname, port } = new URL(`http://${host}`)
  const isLocal = id === 'localhost' || id.endsWith('.localhost')
  if (!isLocal || isIP(hostname.replaceAll(/[[\]]/g, '')) === 0) return undefined
  return redirect(`http://${id}:${port}${path}?${query.toString()}`)
}
