import { isLoopback } from '../../pool/loopback.js'

/** A host name, an IPv4 address or an IPv6 address in brackets, and a port. */
const HOST = /^(\[[0-9a-f:]+\]|[\w.-]+)(?::(\d{1,5}))?$/

const DEFAULT_PORT = 80

/** The hosts of a server. */
export interface OwnHosts {
  /** The port that the server listens on. */
  port: number
  /** Further names that are allowed with that port, in lower case. */
  hosts: ReadonlySet<string>
  /** The host, as `ownDomain()` returns it, of a proxy that terminates TLS. */
  domain: string | undefined
}

/** Returns the `Host` that browsers send for https: in lower case, and without the default port. */
export function ownDomain (domain: string): string {
  return domain.toLowerCase().replace(/:443$/, '')
}

/**
 * Returns whether the `Host` of a request names this server: a loopback name or one of `hosts`, with the
 * server's own port, or the domain of a proxy.
 *
 * A web page can reach 127.0.0.1 with a domain of its own whose DNS record changes to that IP address (DNS
 * rebinding). For the browser both are one origin, so only the name in `Host` reveals it.
 *
 * @param values - the values of each `Host` header; anything but one is rejected
 */
export function isOwnHost (values: readonly string[], { port, hosts, domain }: OwnHosts): boolean {
  const [value = '', ...more] = values
  const host = value.toLowerCase()
  const [, name, given = DEFAULT_PORT] = HOST.exec(host) ?? []
  if (name === undefined || more.length > 0) return false
  return host === domain || (Number(given) === port && (isLoopback(name) || hosts.has(name)))
}
