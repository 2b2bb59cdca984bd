import { CognitoException } from '../exception.js'
import { firstFactors } from '../settings.js'
import type { UserPool } from '../user-pool.js'

/** The relying party of a pool's passkeys. */
export interface RelyingParty {
  id: string
  origins: readonly string[]
  userVerification: 'preferred' | 'required'
}

const LOCAL = 'localhost'
const LOCAL_ORIGIN = /^https?:\/\/([\w-]+\.)*localhost(:\d+)?$/

/**
 * Returns the relying party of a pool, and which origins may use its passkeys.
 *
 * @throws WebAuthnNotEnabledException unless the pool has passkeys as a first factor
 */
export function relyingPartyOf (pool: UserPool): { id: string, userVerification: 'preferred' | 'required' } {
  if (!firstFactors(pool.settings).includes('WEB_AUTHN')) {
    throw new CognitoException('WebAuthnNotEnabledException', 'WebAuthn is not enabled for the user pool.')
  }
  const { RelyingPartyId = LOCAL, UserVerification = 'preferred' } = pool.factors.webAuthn ?? {}
  return { id: RelyingPartyId, userVerification: UserVerification }
}

/** Returns the relying party with the origin, if pages of that origin may use its passkeys. */
export function withOrigin (pool: UserPool, origin: string): RelyingParty {
  const party = relyingPartyOf(pool)
  return { ...party, origins: isAllowed(origin, party.id) ? [origin] : [] }
}

/**
 * Pages of the relying party's domain and of subdomains, over https; on this machine any port, also over
 * http.
 */
function isAllowed (origin: string, id: string): boolean {
  if (!URL.canParse(origin)) return false
  const { hostname, protocol } = new URL(origin)
  const isOfDomain = hostname === id || hostname.endsWith(`.${id}`)
  return isOfDomain && (protocol === 'https:' || LOCAL_ORIGIN.test(origin))
}
