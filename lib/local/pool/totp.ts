import { createHmac, randomBytes } from 'node:crypto'
import { isSame } from './compare.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** The length of a time step, in milliseconds. */
const STEP = 30_000

/**
 * Returns a secret of 32 bytes in base32, 52 characters as on AWS. The last one is padded with zero bits.
 */
export function createTotpSecret (): string {
  const bits = [...randomBytes(32)]
    .map(byte => byte.toString(2).padStart(8, '0'))
    .join('')
    .padEnd(260, '0')
  return (bits.match(/.{5}/g) as string[]).map(five => ALPHABET.charAt(parseInt(five, 2))).join('')
}

/**
 * Returns the time step of a code, counted from 1970: the current one, or the one before or after it, since
 * clocks may differ by 30 seconds (RFC 6238 section 5.2). Undefined for any other code.
 */
export function stepOf (secret: string, code: string, now: number): number | undefined {
  const current = stepAt(now)
  return [current, current - 1, current + 1].find(step => isSame(code, codeAt(secret, step)))
}

/** Returns the time step of a time in milliseconds. */
export const stepAt = (now: number): number => Math.floor(now / STEP)

/** RFC 6238, by HOTP of RFC 4226 section 5.3. */
export function codeAt (secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', decodeSecret(secret)).update(counter).digest()
  const offset = hash.readUInt8(hash.length - 1) & 15
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Base32 (RFC 4648 section 6). Bits that make no whole byte are dropped. */
function decodeSecret (secret: string): Buffer {
  const bits = [...secret].map(letter => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) as string[]).map(byte => parseInt(byte, 2)))
}
