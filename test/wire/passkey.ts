import {
  generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse,
  type AuthenticationResponseJSON, type RegistrationResponseJSON
} from '@simplewebauthn/server'
import { COSEALG, decodeClientDataJSON, type ClientDataJSON } from '@simplewebauthn/server/helpers'
import type { RelyingParty } from './options.js'
import { invalidParameter, Refusal } from './refusal.js'
import type { Credential } from './software-authenticator.js'
import type { Person } from './users.js'

/** A passkey of a person's. */
export interface Passkey extends Omit<Credential, 'transports'> {
  relyingParty: string
  transports: string[]
  attachment: string | undefined
  createdAt: Date
}

/** One that is being made. */
export interface Registration { challenge: string, clientId: string, expiresAt: number }

const ALGORITHMS = [COSEALG.ES256, COSEALG.RS256]

/** How long a browser is told to wait, in milliseconds, as AWS's examples have it. */
export const TIMEOUT = { create: 60_000, get: 180_000 } as const

/** CredentialCreationOptions, member by member as AWS's page on StartWebAuthnRegistration shows them. */
export async function creationOptions ({ sub, passkeys }: Person, { id }: RelyingParty) {
  const { attestation, extensions, hints, ...options } = await generateRegistrationOptions({
    rpID: id,
    rpName: id,
    userID: new Uint8Array(Buffer.from(sub)),
    userName: sub,
    userDisplayName: sub,
    timeout: TIMEOUT.create,
    excludeCredentials: passkeys.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    supportedAlgorithmIDs: ALGORITHMS
  })
  return options
}

/** CREDENTIAL_REQUEST_OPTIONS, as AWS's page on InitiateAuth shows them. */
export async function requestOptions ({ passkeys }: Person, { id: rpID }: RelyingParty): Promise<{ options: string, challenge: string }> {
  const options = await generateAuthenticationOptions({
    rpID,
    timeout: TIMEOUT.get,
    userVerification: 'preferred',
    allowCredentials: passkeys.map(({ id, transports }) => ({ id, transports: transports as 'internal'[] }))
  })
  return { options: JSON.stringify(options), challenge: options.challenge }
}

/** What a browser says that it was asked. Throws for what is no answer of a browser's. */
export function clientDataOf ({ response }: { response?: { clientDataJSON?: string } }): ClientDataJSON {
  try {
    return decodeClientDataJSON(response?.clientDataJSON as string)
  } catch {
    throw invalidParameter('The credential is not in the form that Web Authentication has for it')
  }
}

/** The passkey that a browser has made. Throws where it is not for this relying party, or not in order. */
export async function registered (response: RegistrationResponseJSON, expectedChallenge: string, { id, origins }: RelyingParty, createdAt: Date): Promise<Passkey> {
  if (!origins.includes(clientDataOf(response).origin)) throw new Refusal('WebAuthnOriginNotAllowedException', 'The origin is not allowed.')
  const unsupported = new Refusal('WebAuthnCredentialNotSupportedException', 'The credential is not supported.')
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response, expectedChallenge, expectedOrigin: origins, expectedRPID: id, requireUserVerification: false, supportedAlgorithmIDs: ALGORITHMS
  }).catch((thrown: Error) => {
    throw thrown.name === 'UnexpectedRPIDHash' ? new Refusal('WebAuthnRelyingPartyMismatchException', 'The relying party is another one.') : unsupported
  })
  if (!verified) throw unsupported
  const { transports = [], ...credential } = registrationInfo.credential
  return { ...credential, transports, relyingParty: id, attachment: response.authenticatorAttachment, createdAt }
}

/** Whether the CREDENTIAL answers the challenge by one of the person's passkeys, which then has counted one more. */
export async function isAnswered (credential: string, { passkeys }: Person, expectedChallenge: string, { id, origins }: RelyingParty): Promise<boolean> {
  const response = parsed(credential)
  clientDataOf(response)
  const passkey = passkeys.find(({ id }) => id === response.id)
  if (passkey === undefined) return false
  const { id: credentialId, publicKey, counter } = passkey
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge,
      expectedOrigin: origins,
      expectedRPID: id,
      requireUserVerification: false,
      credential: { id: credentialId, publicKey, counter }
    })
    if (verified) passkey.counter = authenticationInfo.newCounter
    return verified
  } catch {
    return false
  }
}

function parsed (credential: string): AuthenticationResponseJSON {
  try {
    return Object(JSON.parse(credential))
  } catch {
    throw invalidParameter('CREDENTIAL is no AuthenticationResponseJSON')
  }
}
