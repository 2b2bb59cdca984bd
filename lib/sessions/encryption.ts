import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** The length of the key, in bytes. */
export const KEY_LENGTH = 32

const ALGORITHM = 'aes-256-gcm'
/** NIST SP 800-38D 5.2.1.1: 96 bits are recommended. */
const IV_LENGTH = 12
const TAG_LENGTH = 16

/**
 * Encrypts text with AES-256-GCM.
 *
 * @param context - additional authenticated data: decryption requires the same text, so that the result
 * cannot be used elsewhere
 */
export function encrypt (text: string, key: Buffer, context: string): string {
  const iv = randomBytes(IV_LENGTH)
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_LENGTH })
  cipher.setAAD(Buffer.from(context))
  const encrypted = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return encrypted.toString('base64')
}

/** Decrypts text. Null if the key or the context does not match, or the text was changed. */
export function decrypt (encrypted: string, key: Buffer, context: string): string | null {
  const bytes = Buffer.from(encrypted, 'base64')
  if (bytes.length < IV_LENGTH + TAG_LENGTH) return null
  const iv = bytes.subarray(0, IV_LENGTH)
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_LENGTH })
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(bytes.subarray(-TAG_LENGTH))
  try {
    const text = decipher.update(bytes.subarray(IV_LENGTH, -TAG_LENGTH), undefined, 'utf8')
    return text + decipher.final('utf8')
  } catch {
    return null
  }
}
