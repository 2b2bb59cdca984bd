import { createHmac, randomBytes } from 'node:crypto'

/** Seconds that a code stands for (RFC 6238 section 4.1). */
const STEP = 30
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A secret of an authenticator, in base32 (RFC 4648 section 6): 32 bytes as Cognito has it. */
export function newTotpSecret (): string {
  const bits = Array.from(randomBytes(32), byte => byte.toString(2).padStart(8, '0')).join('').padEnd(260, '0')
  return (bits.match(/.{5}/g) ?? []).map(five => ALPHABET[parseInt(five, 2)]).join('')
}

/** The six digits that an authenticator shows. @param now - milliseconds since the epoch */
export function totp (secret: string, now: number): string {
  return codeOf(secret, stepOf(now))
}

/** The step that a code is of, or undefined where it is of none around now: clocks differ by a step. */
export function stepOfCode (secret: string, code: string, now: number): number | undefined {
  const step = stepOf(now)
  return [step, step - 1, step + 1].find(candidate => codeOf(secret, candidate) === code)
}

const stepOf = (now: number) => Math.floor(now / 1000 / STEP)

/** RFC 4226 section 5.3. */
function codeOf (secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const offset = (digest.at(-1) as number) & 15
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

function fromBase32 (text: string): Buffer {
  const bits = Array.from(text.toUpperCase(), character => ALPHABET.indexOf(character).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g)?.map(byte => parseInt(byte, 2)) ?? [])
}
