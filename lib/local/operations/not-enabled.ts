import { authenticated } from '../access-token.js'
import type { Fields } from '../emulator.js'
import { CognitoException, invalidParameter, notFound } from '../exception.js'
import type { Operation, Parts } from '../parts.js'

/** What a pool answers that has not been set up for passkeys, or for devices: no pool here can be. */
function refused (refusal: () => CognitoException): Operation {
  return async (parts, body) => {
    await authenticated(parts, body)
    throw refusal()
  }
}

export const passkeyRegistration = refused(() => new CognitoException('WebAuthnNotEnabledException', 'WebAuthn is not enabled for the user pool.'))
export const deleteWebAuthnCredential = refused(() => notFound('The credential does not exist.'))
export const deviceTracking = refused(() => invalidParameter('Device tracking is not enabled for the user pool.'))

export async function listWebAuthnCredentials (parts: Parts, body: Fields): Promise<Fields> {
  await authenticated(parts, body)
  return { Credentials: [] }
}
