import { createHash } from 'node:crypto'
import { normalizeIP } from '@fastify/rate-limit'

/** A load balancer may send the port along, and each connection has another: `203.0.113.7:51234`, `[2001:db8::1]:51234`. */
const WITH_PORT = /^(?:\[([^\]]*)\](?::\d+)?|([^:]*):\d+)$/

/**
 * Whom an address stands for. IPv6 counts by its first 64 bits, which are one network's: it has 2^64 addresses to come from.
 * IPv4 written as IPv6 is IPv4.
 */
export function sourceOf (ip: string | undefined): string {
  const [, ipv6, ipv4] = WITH_PORT.exec(ip ?? '') ?? []
  // At a Unix socket there is no address: who comes in there counts as one.
  return normalizeIP(ipv6 ?? ipv4 ?? ip ?? '')
}

/** One text for the spellings of a username that a user pool could take for one. */
export function fold (account: string): string {
  return account.normalize('NFKC').trim().toLowerCase()
}

/** A key that tells nothing of what it is made of, and is of one length whatever a caller sends. */
export function digest (...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
