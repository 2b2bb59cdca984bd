import type { Caller } from './api.js'

/** Returns the data for threat protection in sign-ins that a server makes on behalf of a user. */
export function threatProtectionContext (
  { hostname = '', url = '', headers = {} }: Caller,
  IpAddress: string
) {
  const agent = headers['user-agent']
  return {
    IpAddress,
    ServerName: hostname,
    // The path only, since a query may contain personal data.
    ServerPath: url.split('?', 1)[0] as string,
    HttpHeaders: typeof agent === 'string' ? [{ headerName: 'User-Agent', headerValue: agent }] : []
  }
}
