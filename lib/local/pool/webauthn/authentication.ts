import { createPublicKey } from 'node:crypto'
import { invalidParameter } from '../exception.js'
import type { Passkey } from '../records.js'
import { isForRelyingParty, parseAuthenticatorData } from './authenticator-data.js'
import { bytesOf, memberOf, parseClientData } from './client-data.js'
import { isSignature } from './cose.js'
import type { RelyingParty } from './relying-party.js'

/**
 * Verifies an assertion (Web Authentication, section 7.2) and returns the passkey that made it, with its new
 * counter, or undefined if the assertion is not valid.
 */
export function verifyAssertion (
  credential: string,
  passkeys: readonly Passkey[],
  challenge: string,
  relyingParty: RelyingParty
): Passkey | undefined {
  const assertion = parseCredential(credential)
  const { type, origin, hash, ...clientData } = parseClientData(assertion)
  const passkey = passkeys.find(({ id }) => id === memberOf(assertion, 'id'))
  const isExpected =
    type === 'webauthn.get' && clientData.challenge === challenge && relyingParty.origins.includes(origin)
  if (passkey === undefined || !isExpected) return undefined
  try {
    const response = memberOf(assertion, 'response')
    const bytes = bytesOf(response, 'authenticatorData')
    const data = parseAuthenticatorData(bytes)
    const isVerified = data.userVerified || relyingParty.userVerification !== 'required'
    // A counter that does not increase is that of a copy; authenticators without a counter stay at 0.
    const isFresh = data.counter > passkey.counter || (data.counter === 0 && passkey.counter === 0)
    const isSigned = isSignature(
      createPublicKey({ key: passkey.publicKey, format: 'jwk' }),
      Buffer.concat([bytes, hash]),
      bytesOf(response, 'signature')
    )
    const isValid =
      isSigned && isFresh && isVerified && data.userPresent && isForRelyingParty(data, relyingParty.id)
    return isValid ? { ...passkey, counter: data.counter } : undefined
  } catch {
    return undefined
  }
}

function parseCredential (credential: string): unknown {
  try {
    return JSON.parse(credential)
  } catch {
    throw invalidParameter('CREDENTIAL is not the JSON of a credential.')
  }
}
