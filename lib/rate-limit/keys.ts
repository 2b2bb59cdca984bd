import { createHash } from 'node:crypto'
import { normalizeIP } from '@fastify/rate-limit'
import { withoutPort } from '../ip-address.js'

/** The prefix length of an IPv6 network that a provider assigns to one customer (RFC 6177). */
const NETWORK_PREFIX_BITS = 48

/**
 * Returns the key that an IP address is counted by: an IPv4 address, or the first 64 bits of an IPv6 address.
 * One subnet has 2^64 addresses. IPv4 written as IPv6 is IPv4.
 */
export function ipKey (ip: string | undefined): string {
  // A Unix socket has no address: all requests from it count as one source.
  return normalizeIP(withoutPort(ip ?? ''))
}

/** Returns the first 48 bits of an IPv6 address, or null for an IPv4 address. */
export function networkKey (ip: string | undefined): string | null {
  const network = normalizeIP(withoutPort(ip ?? ''), NETWORK_PREFIX_BITS)
  return network.includes(':') ? network : null
}

/** Folds the spellings of a username that a user pool may treat as one. */
export function normalizeUsername (account: string): string {
  return account.normalize('NFKC').trim().toLowerCase()
}

/** Hashes the parts of a key, so that it reveals no username and has the same length for every input. */
export function hashKey (...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
