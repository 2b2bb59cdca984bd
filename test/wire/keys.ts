import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose'

export interface Key { kid: string, privateKey: CryptoKey, publicKey: CryptoKey, jwk: JWK }

/** As AWS has it: access tokens and ID tokens are signed by different keys. */
export interface Keys { access: Key, id: Key }

let made: Promise<Keys> | undefined

/** One pair of keys for all servers of a process: they take long to make. */
export async function keys (): Promise<Keys> {
  made ??= Promise.all([makeKey('wire-access-key='), makeKey('wire-id-key=')]).then(([access, id]) => ({ access, id }))
  return made
}

async function makeKey (kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  return { kid, privateKey, publicKey, jwk: { ...await exportJWK(publicKey), kid, alg: 'RS256', use: 'sig' } }
}
