import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares two strings in a time that does not depend on where they differ. */
export function isSame (a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Returns the SHA-256 of a text in base64url. */
export function digest (text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
