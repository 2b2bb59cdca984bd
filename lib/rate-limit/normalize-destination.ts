import { normalizeUsername } from './keys.js'

/** A phone number, with common separators. */
const PHONE_NUMBER = /^\+?\d[\d\s().\-/]{4,}$/

const GMAIL = new Set(['gmail.com', 'googlemail.com'])

/**
 * Returns one key for all spellings of an email address or phone number. It is used for counting only:
 * Cognito receives the original value.
 *
 * `Jane+shop@Example.com` is `jane@example.com` (RFC 5233 calls the part after the plus sign a sub-address).
 * Gmail also ignores dots.
 */
export function normalizeDestination (destination: string): string {
  const name = normalizeUsername(destination)
  const at = name.lastIndexOf('@')
  if (at !== -1) return normalizeEmail(name.slice(0, at), name.slice(at + 1))
  return PHONE_NUMBER.test(name) ? name.replace(/\D/g, '').replace(/^00/, '') : name
}

function normalizeEmail (local: string, rawDomain: string): string {
  const domain = rawDomain.replace(/\.$/, '')
  const [, mailbox] = /^(.[^+]*)/s.exec(local.replaceAll('"', '')) ?? ['', '']
  return GMAIL.has(domain) ? `${mailbox.replaceAll('.', '')}@gmail.com` : `${mailbox}@${domain}`
}
