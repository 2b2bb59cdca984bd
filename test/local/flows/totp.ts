import {
  codeAt,
  createTotpSecret as newTotpSecret,
  stepOf as stepOfCode
} from '../../../dist/local/pool/totp.js'

export { newTotpSecret, stepOfCode }

/** The six digits that an authenticator shows at a time in milliseconds. */
export const totp = (secret: string, now: number): string => codeAt(secret, Math.floor(now / 30_000))
