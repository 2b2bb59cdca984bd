/** An IP address with a port, as some load balancers send it: `203.0.113.7:51234`, `[2001:db8::1]:51234`. */
const WITH_PORT = /^(?:\[([^\]]*)\](?::\d+)?|([^:]*):\d+)$/

/** Returns an IP address without the port and brackets that a load balancer may have written with it. */
export function withoutPort (ip: string): string {
  const [, ipv6, ipv4] = WITH_PORT.exec(ip) ?? []
  return ipv6 ?? ipv4 ?? ip
}
