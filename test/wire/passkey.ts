import { randomBytes } from 'node:crypto'
import { invalidParameter } from './refusal.js'

/** Passkeys as far as their JSON has to pass through unchanged: nothing is signed, the credential names its id and the challenge. */

/** CREDENTIAL_REQUEST_OPTIONS (PublicKeyCredentialRequestOptionsJSON of Web Authentication, level 3). */
export function requestOptions (passkey: string): { options: string, challenge: string } {
  const challenge = randomBytes(32).toString('base64url')
  return {
    challenge,
    options: JSON.stringify({ challenge, timeout: 180_000, rpId: 'localhost', allowCredentials: [{ type: 'public-key', id: passkey }], userVerification: 'preferred' })
  }
}

/** The CREDENTIAL that a browser would answer these options with. */
export function passkeyAnswer (options: string): string {
  const { challenge, allowCredentials: [credential] } = JSON.parse(options)
  const clientDataJSON = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge, origin: 'https://localhost' })).toString('base64url')
  return JSON.stringify({
    id: credential.id,
    rawId: credential.id,
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: {},
    response: { clientDataJSON, authenticatorData: 'AAAA', signature: 'AAAA' }
  })
}

export function isAnswered (credential: string, passkey: string | null, challenge: string | undefined): boolean {
  try {
    const { id, type, response: { clientDataJSON } } = JSON.parse(credential)
    const said = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString())
    return id === passkey && type === 'public-key' && said.challenge === challenge
  } catch {
    throw invalidParameter('CREDENTIAL is no AuthenticationResponseJSON')
  }
}
