import { compileKeys } from '../verification/compile-keys.js'
import { NO_KEYS } from '../verification/compiled-keys.js'
import { FixedKeySet } from '../verification/fixed-key-set.js'
import {
  rejectionDetails,
  type RejectionDetails,
  type RejectionReason
} from '../verification/token-rejection.js'
import { Verifier, type VerifierPool } from '../verification/verifier.js'
import { failure } from './error.js'
import { MAX_LENGTH } from './read-token.js'

/** The options of `findRejection`: the expected values of a token's claims, and the key set. */
export interface VerificationOptions extends Pick<
  VerifierPool,
  'name' | 'issuers' | 'clientIds' | 'audiences' | 'tokenUse'
> {
  /** The keys of a key set, as they were fetched. */
  readonly entries: readonly unknown[]
  /** The accepted clock difference, in seconds. Defaults to 0. */
  readonly clockTolerance?: number
  /**
   * The maximum length of the token, in characters. Defaults to the maximum of the option `maxTokenLength`.
   */
  readonly maxTokenLength?: number
  /** Receives a sentence about each key that is not usable. */
  readonly onSkipped?: (text: string) => void
}

/**
 * Verifies a token as the plugin does.
 *
 * @returns the reason why the token is rejected, or null if it is accepted
 * @throws CliError if no key is usable
 */
export async function findRejection (
  token: string,
  { entries, clockTolerance = 0, maxTokenLength = MAX_LENGTH, onSkipped, ...expected }: VerificationOptions
): Promise<RejectionDetails | null> {
  const keys = await compileKeys(entries, {
    previous: NO_KEYS,
    onSkipped: skipped => {
      for (const { index, kid, reason } of skipped) {
        onSkipped?.(`Key ${kid ?? `${index}`} of the key set is not used: ${reason}.`)
      }
    }
  })
  if (keys.size === 0) throw failure('The key set has no usable key, so nothing is verified.')
  const pool = {
    ...expected,
    keySet: new FixedKeySet(keys),
    requiresAudience: true,
    clockTolerance,
    clock: Date.now
  }
  const verifier = new Verifier([pool], { cache: null, revocations: null, maxTokenLength })
  try {
    await verifier.verify(token)
    return null
  } catch (error) {
    // Without a store of revocations and with a fixed key set, every error is about the token.
    return rejectionDetails(error) as RejectionDetails
  }
}

/** The meaning of each reason, in sentences. */
export const EXPLANATIONS: Readonly<Record<RejectionReason, string>> = {
  'too-long': 'The token is longer than any that is accepted.',
  malformed:
    'The token does not have the form of a JWT: its parts are not canonical base64url, or its signature ' +
    'does not fit its key.',
  header: 'The header is not that of a token of Cognito.',
  algorithm: 'The algorithm of the signature is not that of Cognito: anyone may have written the token.',
  'unknown-key':
    'No key of the key set has the kid of the token. The token is of another pool, or its key was removed.',
  signature: 'The signature was not made with the key of this kid: the token was changed, or is a forgery.',
  expired: 'The signature and the issuer are valid, but the token has expired. Refresh it.',
  'not-yet-valid': 'The signature and the issuer are valid, but the token is not valid yet. Check the clock.',
  revoked: 'The session was revoked.',
  issuer: 'The signature is valid, but the issuer is not that of the pool.',
  signer: 'The token is of another load balancer.',
  audience:
    'The signature, the issuer and the app client are valid, but the token is for another API, or for ' +
    'none, by its claim aud.',
  claims: 'The signature is valid, but a claim is missing or has another type than in tokens of Cognito.',
  pool: 'The token is of another pool.',
  'token-use': 'The token has another use.',
  client: 'The signature, the issuer and the times are valid, but the token is of another app client.',
  user: 'The token has no user that is accepted.'
}
