import { createHash } from 'node:crypto'
import { normalizeIP } from '@fastify/rate-limit'

/** A load balancer may send the port along, and each connection has another: `203.0.113.7:51234`, `[2001:db8::1]:51234`. */
const WITH_PORT = /^(?:\[([^\]]*)\](?::\d+)?|([^:]*):\d+)$/

/** An address as it is, whatever stands beside it. */
export function withoutPort (ip: string): string {
  const [, ipv6, ipv4] = WITH_PORT.exec(ip) ?? []
  return ipv6 ?? ipv4 ?? ip
}

/**
 * Whom an address stands for. IPv6 counts by its first 64 bits, which are one network's: it has 2^64 addresses to come from.
 * IPv4 written as IPv6 is IPv4.
 */
export function sourceOf (ip: string | undefined): string {
  // At a Unix socket there is no address: who comes in there counts as one.
  return normalizeIP(withoutPort(ip ?? ''))
}

/** One text for the spellings of a username that a user pool could take for one. */
export function fold (account: string): string {
  return account.normalize('NFKC').trim().toLowerCase()
}

/** A key that tells nothing of what it is made of, and is of one length whatever a caller sends. */
export function digest (...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
