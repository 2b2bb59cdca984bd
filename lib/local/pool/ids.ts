import { randomBytes, randomInt } from 'node:crypto'

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const LOWER_CASE = 'abcdefghijklmnopqrstuvwxyz0123456789'

function random (alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
}

/** An ID such as `eu-west-1_AbCdEf123`. */
export const createPoolId = (region: string) => `${region}_${random(LETTERS_AND_DIGITS, 9)}`

/** 26 lower-case letters and digits. */
export const createClientId = () => random(LOWER_CASE, 26)

/** 51 lower-case letters and digits. */
export const createClientSecret = () => random(LOWER_CASE, 51)

/** A code of this many decimal digits. */
export const createCode = (digits: number) => String(randomInt(10 ** digits)).padStart(digits, '0')

/** A Session of a challenge, about as long as AWS's. */
export const createSession = () => `AYABe${randomBytes(800).toString('base64url')}`

/** A refresh token in the form of AWS's: a JWE of five parts that only Cognito can read. */
export function createRefreshToken (): string {
  const parts = [256, 12, 700, 16].map(size => randomBytes(size).toString('base64url'))
  return ['eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ', ...parts].join('.')
}
