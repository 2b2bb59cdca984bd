import { X509Certificate, createPublicKey, type KeyObject } from 'node:crypto'
import { CognitoException } from '../exception.js'
import type { Passkey } from '../records.js'
import { isForRelyingParty, parseAuthenticatorData, type AuthenticatorData } from './authenticator-data.js'
import { decodeCbor, type Cbor } from './cbor.js'
import { bytesOf, memberOf, parseClientData } from './client-data.js'
import { isSignature, toJwk } from './cose.js'
import type { RelyingParty } from './relying-party.js'

const unsupported = () =>
  new CognitoException('WebAuthnCredentialNotSupportedException', 'The credential is not supported.')

/**
 * Verifies a new credential (Web Authentication, section 7.1) and returns the passkey.
 *
 * @param challenge - the challenge that the registration was started with
 */
export function verifyRegistration (
  credential: unknown,
  challenge: string,
  { id, origins, userVerification }: RelyingParty,
  now: number
): Passkey {
  const clientData = parseClientData(credential)
  if (!origins.includes(clientData.origin)) {
    throw new CognitoException('WebAuthnOriginNotAllowedException', 'The origin is not allowed.')
  }
  const { data, passkey } = parseCredential(credential, clientData.hash)
  if (!isForRelyingParty(data, id)) {
    throw new CognitoException('WebAuthnRelyingPartyMismatchException', 'The relying party does not match.')
  }
  const isVerified = data.userVerified || userVerification !== 'required'
  const isExpected = clientData.type === 'webauthn.create' && clientData.challenge === challenge
  if (!isExpected || !data.userPresent || !isVerified) throw unsupported()
  return { ...passkey, relyingPartyId: id, createdAt: now }
}

type Parsed = { data: AuthenticatorData, passkey: Omit<Passkey, 'relyingPartyId' | 'createdAt'> }

function parseCredential (credential: unknown, clientDataHash: Buffer): Parsed {
  try {
    const response = memberOf(credential, 'response')
    const attestation = decodeCbor(bytesOf(response, 'attestationObject')).value as Map<string, Cbor>
    const authData = attestation.get('authData') as Buffer
    const data = parseAuthenticatorData(authData)
    const ids = [memberOf(credential, 'id'), memberOf(credential, 'rawId')]
    if (data.credential === undefined || ids.some(id => id !== data.credential?.id)) throw unsupported()
    const { jwk, algorithm } = toJwk(data.credential.publicKey)
    checkStatement(
      attestation,
      createPublicKey({ key: jwk, format: 'jwk' }),
      Buffer.concat([authData, clientDataHash])
    )
    const transports = memberOf(response, 'transports')
    const attachment = memberOf(credential, 'authenticatorAttachment')
    return {
      data,
      passkey: {
        id: data.credential.id,
        publicKey: jwk,
        algorithm,
        counter: data.counter,
        transports: Array.isArray(transports) ? transports.map(String) : [],
        ...(typeof attachment === 'string' && { attachment })
      }
    }
  } catch {
    throw unsupported()
  }
}

/** The formats of Web Authentication, section 8. */
const FORMATS = ['none', 'packed', 'tpm', 'android-key', 'android-safetynet', 'fido-u2f', 'apple']

/** Checks the signature of a packed statement. Cognito has no list of trusted roots. */
function checkStatement (attestation: Map<string, Cbor>, key: KeyObject, signed: Buffer): void {
  const format = attestation.get('fmt')
  if (!FORMATS.includes(String(format))) throw unsupported()
  if (format !== 'packed') return
  const statement = attestation.get('attStmt') as Map<string, Cbor>
  const [certificate] = (statement.get('x5c') ?? []) as Buffer[]
  const signer = certificate === undefined ? key : new X509Certificate(certificate).publicKey
  if (!isSignature(signer, signed, statement.get('sig') as Buffer)) throw unsupported()
}
