import type { RouteRequirements } from './guard.js'
import { acceptLoadBalancers } from './openapi-load-balancer.js'
import { acceptSessions } from './openapi-session.js'

/** Returns the descriptions of the error responses of a route's guards, by status. */
export function guardErrors (requirements: readonly RouteRequirements[]): Readonly<Record<number, string>> {
  if (requirements.length === 0) return {}
  const hasSession = acceptSessions(requirements)
  const tokens = hasSession ? 'Tokens or sessions' : 'Tokens'
  const token = hasSession ? 'token or session' : 'token'
  const forbidden = [
    ...(requirements.some(canDeny) ? [`a valid ${token} that does not allow this`] : []),
    ...forgeable(requirements, hasSession).map(
      credential => `a request with ${credential} from a page of another origin`
    )
  ].join(', or ')
  return {
    400: 'More than one credential, or a malformed one.',
    401: `The ${token} is missing, invalid or expired.`,
    ...(forbidden !== '' && { 403: `${forbidden.charAt(0).toUpperCase()}${forbidden.slice(1)}.` }),
    503: `${tokens} cannot be verified at the moment.`
  }
}

/** Returns the credentials that browsers also send with requests of other sites. */
function forgeable (requirements: readonly RouteRequirements[], hasSession: boolean): string[] {
  const hasLoadBalancer = acceptLoadBalancers(requirements)
  return [
    ...(hasSession ? ['the session cookie'] : []),
    ...(hasLoadBalancer ? ['the session of a load balancer'] : [])
  ]
}

function canDeny ({ groups, scopes, permissions, kind }: RouteRequirements): boolean {
  return groups !== undefined || scopes !== undefined || permissions !== undefined || kind !== undefined
}
