import { generateKeyPair, randomBytes, sign as signBytes, verify as verifyBytes, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

const generate = promisify(generateKeyPair)

export type Claims = Record<string, unknown>

export interface SigningKey {
  kid: string
  privateKey: KeyObject
  publicKey: KeyObject
  /** As it stands in the key set. */
  jwk: Readonly<Record<string, unknown>>
}

/** A pool signs with two keys, one for access tokens and one for ID tokens, as AWS does. */
export interface SigningKeys { access: SigningKey, id: SigningKey }

export async function createSigningKeys (): Promise<SigningKeys> {
  const [access, id] = await Promise.all([createSigningKey(), createSigningKey()])
  return { access, id }
}

async function createSigningKey (): Promise<SigningKey> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: 2048 })
  const kid = randomBytes(32).toString('base64')
  return { kid, privateKey, publicKey, jwk: { alg: 'RS256', kid, use: 'sig', ...publicKey.export({ format: 'jwk' }) } }
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A signed token, its header `kid` and `alg` only, as AWS's are. */
export function sign (key: SigningKey, claims: Claims): string {
  const content = `${encode({ kid: key.kid, alg: 'RS256' })}.${encode(claims)}`
  return `${content}.${signBytes('RSA-SHA256', Buffer.from(content), key.privateKey).toString('base64url')}`
}

/** The claims of a token that this key signed, else undefined. */
export function verify (key: SigningKey, token: string): Claims | undefined {
  const [header, payload, signature, ...more] = token.split('.')
  // Only what sign() makes has this header, to the letter: no other algorithm gets as far as the signature.
  if (header !== encode({ kid: key.kid, alg: 'RS256' }) || payload === undefined || signature === undefined || more.length > 0) return undefined
  const valid = verifyBytes('RSA-SHA256', Buffer.from(`${header}.${payload}`), key.publicKey, Buffer.from(signature, 'base64url'))
  return valid ? JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims : undefined
}
