import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import type { AuthenticationResponseJSON, PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { COSEALG, cose, isoCBOR } from '@simplewebauthn/server/helpers'

/** A passkey as its relying party keeps it. */
export interface Credential {
  id: string
  /** As COSE_Key. */
  publicKey: Uint8Array<ArrayBuffer>
  counter: number
  transports: 'internal'[]
}

interface Held { id: Buffer, relyingParty: string, userHandle: string, privateKey: KeyObject, publicKey: KeyObject, counter: number }

/** Flags of the authenticator data (Web Authentication, section 6.1). */
const FLAG = { present: 0x01, verified: 0x04, credential: 0x40 } as const

const NO_MODEL = Buffer.alloc(16)

/** A browser and the authenticator in it, as far as they make JSON: the keys and the signatures are real. */
export class SoftwareAuthenticator {
  /** Of the page. */
  origin: string
  /** Whether the authenticator says that it knows the person. */
  verifiesUser = true
  readonly #held: Held[] = []

  constructor (origin = 'http://localhost') {
    this.origin = origin
  }

  /** What `navigator.credentials.create()` gives, by its `toJSON()`. Throws as it does where one of these passkeys is there already. */
  create ({ rp, user, challenge, pubKeyCredParams, excludeCredentials = [] }: PublicKeyCredentialCreationOptionsJSON): RegistrationResponseJSON {
    if (excludeCredentials.some(({ id }) => this.#held.some(held => text(held.id) === id))) throw new DOMException('There is a passkey already', 'InvalidStateError')
    if (!pubKeyCredParams.some(({ alg }) => alg === COSEALG.ES256)) throw new DOMException('No algorithm that is known here', 'NotSupportedError')
    const held = this.#make(rp.id as string, user.id)
    const authenticatorData = this.#dataOf(held, attested(held))
    return {
      ...named(held),
      response: {
        clientDataJSON: this.#clientData('webauthn.create', challenge),
        attestationObject: text(isoCBOR.encode(new Map<string, Parameters<typeof isoCBOR.encode>[0]>([
          ['fmt', 'none'], ['attStmt', new Map()], ['authData', authenticatorData]
        ]))),
        authenticatorData: text(authenticatorData),
        transports: ['internal'],
        publicKeyAlgorithm: COSEALG.ES256,
        publicKey: text(held.publicKey.export({ type: 'spki', format: 'der' }))
      }
    }
  }

  /** What `navigator.credentials.get()` gives, by its `toJSON()`. Each time the authenticator counts one more. */
  get ({ challenge, rpId, allowCredentials = [] }: PublicKeyCredentialRequestOptionsJSON): AuthenticationResponseJSON {
    const held = this.#held.find(held => held.relyingParty === rpId && (allowCredentials.length === 0 || allowCredentials.some(({ id }) => id === text(held.id))))
    if (held === undefined) throw new DOMException('There is no such passkey here', 'NotAllowedError')
    held.counter++
    const authenticatorData = this.#dataOf(held)
    const clientDataJSON = this.#clientData('webauthn.get', challenge)
    const signed = Buffer.concat([authenticatorData, sha256(Buffer.from(clientDataJSON, 'base64url'))])
    return {
      ...named(held),
      response: { clientDataJSON, authenticatorData: text(authenticatorData), signature: text(sign('sha256', signed, held.privateKey)), userHandle: held.userHandle }
    }
  }

  /** A passkey that is there from the start, as its relying party would know it by now. */
  enrol (relyingParty: string, userHandle: string): Credential {
    const held = this.#make(relyingParty, userHandle)
    return { id: text(held.id), publicKey: coseKey(held.publicKey), counter: held.counter, transports: ['internal'] }
  }

  #make (relyingParty: string, userHandle: string): Held {
    const held = { id: randomBytes(32), relyingParty, userHandle, counter: 0, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) }
    this.#held.push(held)
    return held
  }

  #clientData (type: string, challenge: string): string {
    return text(Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false })))
  }

  #dataOf ({ relyingParty, counter }: Held, credential: Buffer = Buffer.alloc(0)): Buffer {
    const flags = FLAG.present | (this.verifiesUser ? FLAG.verified : 0) | (credential.length > 0 ? FLAG.credential : 0)
    return Buffer.concat([sha256(Buffer.from(relyingParty)), Buffer.of(flags), bigEndian(counter, 4), credential])
  }
}

function attested ({ id, publicKey }: Held): Buffer {
  return Buffer.concat([NO_MODEL, bigEndian(id.length, 2), id, coseKey(publicKey)])
}

function coseKey (publicKey: KeyObject): Uint8Array<ArrayBuffer> {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return isoCBOR.encode(new Map<number, number | Uint8Array>([
    [cose.COSEKEYS.kty, cose.COSEKTY.EC2],
    [cose.COSEKEYS.alg, COSEALG.ES256],
    [cose.COSEKEYS.crv, cose.COSECRV.P256],
    [cose.COSEKEYS.x, Buffer.from(x, 'base64url')],
    [cose.COSEKEYS.y, Buffer.from(y, 'base64url')]
  ]))
}

function named ({ id }: Held) {
  return { id: text(id), rawId: text(id), type: 'public-key' as const, authenticatorAttachment: 'platform' as const, clientExtensionResults: {} }
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

function bigEndian (value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size)
  bytes.writeUIntBE(value, 0, size)
  return bytes
}
