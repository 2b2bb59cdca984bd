import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomBytes,
  sign as signBytes,
  verify as verifyBytes,
  type KeyObject
} from 'node:crypto'
import { promisify } from 'node:util'

const generate = promisify(generateKeyPair)

export type Claims = Record<string, unknown>

/** A signing key as it is stored. */
export interface StoredKey {
  kid: string
  privateKey: string
}

/** The two keys of a pool: as on AWS, access tokens and ID tokens are signed by different keys. */
export interface StoredKeys {
  access: StoredKey
  id: StoredKey
}

export interface SigningKey {
  kid: string
  privateKey: KeyObject
  publicKey: KeyObject
  /** The key in the pool's key set. */
  jwk: Readonly<Record<string, unknown>>
}

export interface SigningKeys {
  access: SigningKey
  id: SigningKey
}

const KEY_ID_BYTES = 32

/** Keys of closed pools. */
const unused: StoredKey[] = []

export async function createKeys (): Promise<StoredKeys> {
  const [access, id] = await Promise.all([createKey(), createKey()])
  return { access, id }
}

/**
 * Keeps keys for the next pools of this process: in tests, which start one pool after the other, creating RSA
 * keys would take longer than everything else. Pools that exist at the same time never have the same key.
 */
export function keepForReuse ({ access, id }: StoredKeys): void {
  unused.push(access, id)
}

async function createKey (): Promise<StoredKey> {
  const privateKey = unused.pop()?.privateKey ?? (await generatePrivateKey())
  return { kid: randomBytes(KEY_ID_BYTES).toString('base64'), privateKey }
}

async function generatePrivateKey (): Promise<string> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
}

export function openKeys ({ access, id }: StoredKeys): SigningKeys {
  return { access: openKey(access), id: openKey(id) }
}

function openKey ({ kid, privateKey: pem }: StoredKey): SigningKey {
  const privateKey = createPrivateKey(pem)
  const publicKey = createPublicKey(privateKey)
  return {
    kid,
    privateKey,
    publicKey,
    jwk: { alg: 'RS256', kid, use: 'sig', ...publicKey.export({ format: 'jwk' }) }
  }
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Signs a token. Its header has `kid` and `alg` only, as AWS's has. */
export function sign (key: SigningKey, claims: Claims): string {
  const content = `${encode({ kid: key.kid, alg: 'RS256' })}.${encode(claims)}`
  return `${content}.${signBytes('RSA-SHA256', Buffer.from(content), key.privateKey).toString('base64url')}`
}

/** Returns the claims of a token that this key signed, otherwise undefined. */
export function verify (key: SigningKey, token: string): Claims | undefined {
  const [header, payload, signature, ...more] = token.split('.')
  // Exactly the header that sign() writes, so that no other algorithm gets as far as the signature.
  const isOurs = header === encode({ kid: key.kid, alg: 'RS256' }) && more.length === 0
  if (!isOurs || payload === undefined || signature === undefined) return undefined
  const content = Buffer.from(`${header}.${payload}`)
  const valid = verifyBytes('RSA-SHA256', content, key.publicKey, Buffer.from(signature, 'base64url'))
  return valid ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims) : undefined
}

/** Returns the payload of a token without verifying it, otherwise undefined. */
export function unverifiedClaims (token: string): Claims | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? (claims as Claims) : undefined
  } catch {
    return undefined
  }
}
