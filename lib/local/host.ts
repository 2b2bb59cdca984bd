import { isLoopback } from '../pool/loopback.js'

/** A host name, an IPv4 address or an IPv6 address in brackets, and a port. */
const HOST = /^(\[[0-9a-f:]+\]|[\w.-]+)(?::(\d{1,5}))?$/

const DEFAULT_PORT = 80

/**
 * Whether the `Host` of a request names this server: a loopback name, or one of `hosts`, with the server's own port.
 *
 * A web page reaches 127.0.0.1 by a name of its own site whose DNS record changes to it (DNS rebinding). For the browser
 * both are one origin, so only the name in `Host` gives it away.
 *
 * @param values - of each `Host` header; anything but one is refused
 * @param port - that the server listens on
 * @param hosts - further names that are allowed, in lower case
 */
export function isOwnHost (values: readonly string[], port: number, hosts: ReadonlySet<string>): boolean {
  const [value = '', ...more] = values
  const [, name, given = DEFAULT_PORT] = HOST.exec(value.toLowerCase()) ?? []
  if (name === undefined || more.length > 0 || Number(given) !== port) return false
  return isLoopback(name) || hosts.has(name)
}
