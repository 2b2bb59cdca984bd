import { isIPv4 } from 'node:net'

/** Returns whether a host is this machine: `localhost`, a subdomain of it, 127.0.0.0/8 or `[::1]`. */
export function isLoopback (hostname: string): boolean {
  return (
    /^(.+\.)?localhost$/.test(hostname) ||
    hostname === '[::1]' ||
    (isIPv4(hostname) && hostname.startsWith('127.'))
  )
}

/**
 * Host names that containers and emulators use for the developer's machine. `localstack.cloud` resolves to
 * 127.0.0.1.
 */
const MACHINE =
  /^((host|gateway)\.docker\.internal|host\.containers\.internal|(.+\.)?localhost\.localstack\.cloud)$/

/** One label, such as a service of Docker Compose. Public DNS has no such names. */
const SINGLE_LABEL = /^[a-z0-9]([\w-]*[a-z0-9])?$/

/**
 * Returns whether a URL is plain http to an emulator: on this machine, or at a host name that only a private
 * network resolves.
 */
export function isPlainHttp (url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return (
    protocol === 'http:' && (isLoopback(hostname) || MACHINE.test(hostname) || SINGLE_LABEL.test(hostname))
  )
}
