import type { RouteRequirements } from './guard.js'
import type { SecurityRequirements } from './openapi-oauth.js'

/** The name of the scheme of the session cookie in documents. */
export const SESSION_SCHEME = 'cognitoSession'

/** Returns the security scheme of the session cookie. */
export function sessionScheme (name: string) {
  return {
    type: 'apiKey' as const,
    in: 'cookie' as const,
    name,
    description: 'The cookie of a session, for browsers on a page of the application.'
  }
}

/** Returns whether all guards of a route accept sessions. */
export function acceptSessions (requirements: readonly RouteRequirements[]): boolean {
  return requirements.every(({ session }) => session === true)
}

/** Returns the security requirements of a route for the session cookie. */
export function sessionSecurity (requirements: readonly RouteRequirements[]): SecurityRequirements {
  return acceptSessions(requirements) ? [{ [SESSION_SCHEME]: [] }] : []
}
