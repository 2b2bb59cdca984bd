/** The client of the Secure Remote Password protocol (RFC 5054, with the group and hashes of Cognito). */
import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto'

const group = getDiffieHellman('modp15')
const N = integer(group.getPrime())
const G = 2n
const K = integer(sha256(bytes(N), bytes(G)))

/** Returns SRP_A, and a function that returns the responses to a PASSWORD_VERIFIER challenge. */
export function startSrp (userPoolId, password) {
  const a = integer(randomBytes(32))
  const A = power(G, a)
  const prove = ({ USER_ID_FOR_SRP: user, SRP_B, SALT, SECRET_BLOCK: block }) => {
    const names = [userPoolId.split('_')[1], user]
    const B = BigInt(`0x${SRP_B}`)
    const u = integer(sha256(bytes(A), bytes(B)))
    const x = integer(sha256(bytes(BigInt(`0x${SALT}`)), sha256(`${names.join('')}:${password}`)))
    const premaster = power(modulo(B - K * power(G, x)), a + u * x)
    const key = Buffer.from(hkdfSync('sha256', bytes(premaster), bytes(u), 'Caldera Derived Key', 16))
    const TIMESTAMP = 'Tue Mar 5 09:07:01 UTC 2024'
    const hmac = createHmac('sha256', key).update(names.join('')).update(block, 'base64').update(TIMESTAMP)
    return {
      USERNAME: user,
      PASSWORD_CLAIM_SECRET_BLOCK: block,
      PASSWORD_CLAIM_SIGNATURE: hmac.digest('base64'),
      TIMESTAMP
    }
  }
  return { A: A.toString(16), prove }
}

function power (base, exponent) {
  let result = 1n
  for (let square = modulo(base), rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % N) {
    if (rest & 1n) result = (result * square) % N
  }
  return result
}

function modulo (value) {
  return ((value % N) + N) % N
}

/** Returns big-endian bytes, with a zero byte before a first bit that is set. */
function bytes (value) {
  const hex = value.toString(16)
  const even = hex.length % 2 === 1 ? `0${hex}` : hex
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex')
}

function integer (bytes) {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
}

function sha256 (...parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
