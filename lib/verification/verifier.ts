import type { Pool } from '../pool/pool.js'
import { userFromClaims, type CurrentUser } from '../user/current-user.js'
import { checkClaims, type Expectations } from './claim-checks.js'
import type { CheckSignature } from './compile-keys.js'
import { MAX_TOKEN_LENGTH, readKeyId } from './header.js'
import type { KeySet } from './key-set.js'
import { refusal } from './refusal.js'

/**
 * Who a token speaks for: at once where its key is in hand, after a look at the key host where not.
 *
 * @throws FST_COGNITO_INVALID_TOKEN for a bad token of any kind, FST_COGNITO_KEYS_UNAVAILABLE where no keys are to be had
 */
export type VerifyToken = (token: string) => CurrentUser | Promise<CurrentUser>

/** The verifier of one pool's tokens. */
export function createVerifier ({ pool, keySet, ...expected }: { pool: Pool, keySet: KeySet } & Omit<Expectations, 'issuers'>): VerifyToken {
  const expectations: Expectations = { ...expected, issuers: pool.issuers }
  return function verifyToken (token) {
    const kid = readKeyId(token)
    const check = keySet.get(kid)
    return check === undefined
      ? keySet.find(kid).then(found => judge(token, kid, found, expectations, pool))
      : judge(token, kid, check, expectations, pool)
  }
}

function judge (token: string, kid: string, check: CheckSignature | undefined, expected: Expectations, pool: Pool): CurrentUser {
  if (check === undefined) throw refusal('unknown-key', { kid })
  return userFromClaims(checkClaims(checkedPayload(token, kid, check), expected), pool.name)
}

function checkedPayload (token: string, kid: string, check: CheckSignature): unknown {
  try {
    return check(token)
  } catch (error) {
    throw refusal((error as { code?: unknown }).code === 'FAST_JWT_INVALID_SIGNATURE' ? 'signature' : 'malformed', { kid })
  }
}

/** For development only: everything is checked but the signature. */
export function createUnverifiedReader ({ pool, ...expected }: { pool: Pool } & Omit<Expectations, 'issuers'>): VerifyToken {
  const expectations: Expectations = { ...expected, issuers: pool.issuers }
  return function readToken (token) {
    if (token.length > MAX_TOKEN_LENGTH) throw refusal('too-long')
    return userFromClaims(checkClaims(unverifiedPayload(token), expectations), pool.name)
  }
}

function unverifiedPayload (token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
  } catch {
    throw refusal('malformed')
  }
}
