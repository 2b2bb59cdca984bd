import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { promisify } from 'node:util'

/**
 * Makes Node generate RSA keys and primes once for a process: a key takes longer than most test runs. The
 * runs of a process get the same keys, in the same order. Returns a function that starts again with the
 * first.
 */
export function rsaKeysOnce () {
  const made = new Map()
  let places = new Map()
  const next = (kind, make) => {
    const list = made.get(kind) ?? []
    made.set(kind, list)
    const place = places.get(kind) ?? 0
    places.set(kind, place + 1)
    return (list[place] ??= make())
  }
  const { generateKeyPairSync, generateKeyPair, generatePrime, generatePrimeSync } = crypto
  const isPlain = (type, options) =>
    type === 'rsa' && !options.publicKeyEncoding && !options.privateKeyEncoding
  const pair = options =>
    next(`rsa ${options.modulusLength}`, () => generateKeyPairSync('rsa', options))

  crypto.generateKeyPairSync = (type, options = {}) =>
    isPlain(type, options) ? pair(options) : generateKeyPairSync(type, options)
  crypto.generateKeyPair = (type, options, callback) => {
    if (!isPlain(type, options)) return generateKeyPair(type, options, callback)
    const { publicKey, privateKey } = pair(options)
    setImmediate(callback, null, publicKey, privateKey)
  }
  crypto.generateKeyPair[promisify.custom] = async (type, options = {}) =>
    isPlain(type, options) ? pair(options) : promisify(generateKeyPair)(type, options)
  crypto.generatePrime = (size, options, callback) => {
    if (typeof options === 'function' || !options.bigint) return generatePrime(size, options, callback)
    setImmediate(callback, null, next(`prime ${size}`, () => generatePrimeSync(size, options)))
  }
  syncBuiltinESMExports()
  return () => { places = new Map() }
}
