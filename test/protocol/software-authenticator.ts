import {
  createHash,
  generateKeyPairSync,
  randomBytes,
  sign,
  type JsonWebKey,
  type KeyObject
} from 'node:crypto'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON
} from '@simplewebauthn/server'
import { COSEALG, cose, isoCBOR } from '@simplewebauthn/server/helpers'

/** A passkey as its relying party keeps it. */
export interface Credential {
  id: string
  publicKey: JsonWebKey
  algorithm: number
  counter: number
  transports: 'internal'[]
}

interface Held {
  id: Buffer
  relyingParty: string
  userHandle: string
  privateKey: KeyObject
  publicKey: KeyObject
  counter: number
}

/** Flags of the authenticator data (Web Authentication, section 6.1). */
const FLAG = { present: 0x01, verified: 0x04, credential: 0x40 } as const

const NO_MODEL = Buffer.alloc(16)

/** A browser and the authenticator in it, as far as they make JSON: the keys and the signatures are real. */
export class SoftwareAuthenticator {
  /** Of the page. */
  origin: string
  /** Whether the authenticator verifies the user. */
  verifiesUser = true
  /** Whether the authenticator counts its signatures. */
  counts = true
  /** The algorithm of new passkeys. */
  algorithm: 'ES256' | 'RS256' = 'ES256'
  /** What signs packed attestation statements: the new key itself, or a certificate. None by default. */
  attestation?: 'self' | { certificate: Buffer, privateKey: KeyObject }
  readonly #held: Held[] = []

  constructor (origin = 'http://localhost') {
    this.origin = origin
  }

  /**
   * Returns `toJSON()` of the result of `navigator.credentials.create()`. Throws if the authenticator has one
   * of the excluded passkeys.
   */
  create ({
    rp,
    user,
    challenge,
    pubKeyCredParams,
    excludeCredentials = []
  }: PublicKeyCredentialCreationOptionsJSON): RegistrationResponseJSON {
    if (excludeCredentials.some(({ id }) => this.#held.some(held => text(held.id) === id))) {
      throw new DOMException('There is a passkey already', 'InvalidStateError')
    }
    if (!pubKeyCredParams.some(({ alg }) => alg === COSEALG.ES256)) {
      throw new DOMException('No algorithm that is known here', 'NotSupportedError')
    }
    const held = this.#make(rp.id as string, user.id)
    const authenticatorData = this.#dataOf(held, attested(held))
    const clientDataJSON = this.#clientData('webauthn.create', challenge)
    return {
      ...named(held),
      response: {
        clientDataJSON,
        attestationObject: text(
          isoCBOR.encode(
            new Map<string, Parameters<typeof isoCBOR.encode>[0]>([
              ['fmt', this.attestation === undefined ? 'none' : 'packed'],
              ['attStmt', this.#statement(held, signedBytes(authenticatorData, clientDataJSON))],
              ['authData', authenticatorData]
            ])
          )
        ),
        authenticatorData: text(authenticatorData),
        transports: ['internal'],
        publicKeyAlgorithm: COSEALG[this.algorithm],
        publicKey: text(held.publicKey.export({ type: 'spki', format: 'der' }))
      }
    }
  }

  /**
   * Returns `toJSON()` of the result of `navigator.credentials.get()`, and increments the signature counter.
   */
  get ({
    challenge,
    rpId,
    allowCredentials = []
  }: PublicKeyCredentialRequestOptionsJSON): AuthenticationResponseJSON {
    const held = this.#held.find(
      held =>
        held.relyingParty === rpId &&
        (allowCredentials.length === 0 || allowCredentials.some(({ id }) => id === text(held.id)))
    )
    if (held === undefined) throw new DOMException('There is no such passkey here', 'NotAllowedError')
    if (this.counts) held.counter++
    const authenticatorData = this.#dataOf(held)
    const clientDataJSON = this.#clientData('webauthn.get', challenge)
    return {
      ...named(held),
      response: {
        clientDataJSON,
        authenticatorData: text(authenticatorData),
        signature: text(sign('sha256', signedBytes(authenticatorData, clientDataJSON), held.privateKey)),
        userHandle: held.userHandle
      }
    }
  }

  /** A registered passkey, as its relying party stores it. */
  enrol (relyingParty: string, userHandle: string): Credential {
    const held = this.#make(relyingParty, userHandle)
    const publicKey = held.publicKey.export({ format: 'jwk' })
    return {
      id: text(held.id),
      publicKey,
      algorithm: COSEALG[this.algorithm],
      counter: held.counter,
      transports: ['internal']
    }
  }

  #make (relyingParty: string, userHandle: string): Held {
    const held = {
      id: randomBytes(32),
      relyingParty,
      userHandle,
      counter: 0,
      ...(this.algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2048 }))
    }
    this.#held.push(held)
    return held
  }

  /** The statement of the formats `none` and `packed` (Web Authentication, sections 8.2 and 8.7). */
  #statement ({ privateKey }: Held, bytes: Buffer): Map<string, number | Uint8Array | Uint8Array[]> {
    if (this.attestation === undefined) return new Map()
    if (this.attestation === 'self') {
      return new Map<string, number | Uint8Array>([
        ['alg', COSEALG[this.algorithm]],
        ['sig', sign('sha256', bytes, privateKey)]
      ])
    }
    const { certificate, privateKey: signer } = this.attestation
    return new Map<string, number | Uint8Array | Uint8Array[]>([
      ['alg', COSEALG.RS256],
      ['sig', sign('sha256', bytes, signer)],
      ['x5c', [certificate]]
    ])
  }

  #clientData (type: string, challenge: string): string {
    return text(Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false })))
  }

  #dataOf ({ relyingParty, counter }: Held, credential: Buffer = Buffer.alloc(0)): Buffer {
    const flags =
      FLAG.present | (this.verifiesUser ? FLAG.verified : 0) | (credential.length > 0 ? FLAG.credential : 0)
    return Buffer.concat([
      sha256(Buffer.from(relyingParty)),
      Buffer.of(flags),
      bigEndian(counter, 4),
      credential
    ])
  }
}

function attested ({ id, publicKey }: Held): Buffer {
  return Buffer.concat([NO_MODEL, bigEndian(id.length, 2), id, coseKey(publicKey)])
}

/** The bytes that are signed. */
function signedBytes (authenticatorData: Buffer, clientDataJSON: string): Buffer {
  return Buffer.concat([authenticatorData, sha256(Buffer.from(clientDataJSON, 'base64url'))])
}

function coseKey (publicKey: KeyObject): Uint8Array<ArrayBuffer> {
  const { kty, x = '', y = '', n = '', e = '' } = publicKey.export({ format: 'jwk' })
  if (kty === 'RSA') {
    return isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [cose.COSEKEYS.kty, cose.COSEKTY.RSA],
        [cose.COSEKEYS.alg, COSEALG.RS256],
        [cose.COSEKEYS.n, Buffer.from(n, 'base64url')],
        [cose.COSEKEYS.e, Buffer.from(e, 'base64url')]
      ])
    )
  }
  return isoCBOR.encode(
    new Map<number, number | Uint8Array>([
      [cose.COSEKEYS.kty, cose.COSEKTY.EC2],
      [cose.COSEKEYS.alg, COSEALG.ES256],
      [cose.COSEKEYS.crv, cose.COSECRV.P256],
      [cose.COSEKEYS.x, Buffer.from(x, 'base64url')],
      [cose.COSEKEYS.y, Buffer.from(y, 'base64url')]
    ])
  )
}

function named ({ id }: Held) {
  return {
    id: text(id),
    rawId: text(id),
    type: 'public-key' as const,
    authenticatorAttachment: 'platform' as const,
    clientExtensionResults: {}
  }
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

function bigEndian (value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size)
  bytes.writeUIntBE(value, 0, size)
  return bytes
}
