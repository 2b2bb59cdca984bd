import { randomBytes } from 'node:crypto'
import type { User } from '../records.js'
import { ES256, RS256 } from './cose.js'

/** How long a browser waits, in milliseconds, as AWS's examples have it. */
export const TIMEOUT = { create: 60_000, get: 180_000 } as const

type Party = { id: string, userVerification: 'preferred' | 'required' }

const createChallenge = () => randomBytes(32).toString('base64url')

/** CredentialCreationOptions, as AWS's page on StartWebAuthnRegistration shows them. */
export function creationOptions ({ sub, username, passkeys }: User, { id, userVerification }: Party) {
  return {
    rp: { id, name: id },
    user: { id: Buffer.from(sub).toString('base64url'), name: username, displayName: username },
    challenge: createChallenge(),
    pubKeyCredParams: [
      { type: 'public-key', alg: ES256 },
      { type: 'public-key', alg: RS256 }
    ],
    timeout: TIMEOUT.create,
    excludeCredentials: passkeys.map(({ id }) => ({ type: 'public-key', id })),
    authenticatorSelection: { requireResidentKey: true, residentKey: 'required', userVerification }
  }
}

/** CREDENTIAL_REQUEST_OPTIONS, as AWS's page on InitiateAuth shows them. */
export function requestOptions ({ passkeys }: User, { id, userVerification }: Party) {
  return {
    challenge: createChallenge(),
    timeout: TIMEOUT.get,
    rpId: id,
    allowCredentials: passkeys.map(({ id, transports }) => ({ type: 'public-key', id, transports })),
    userVerification
  }
}
