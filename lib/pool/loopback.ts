/** Whether an address is plain http to this machine itself. */
export function isPlainLoopback (address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'http:' && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname))
}
