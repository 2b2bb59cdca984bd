import { DATA_HEADER } from '../verification/alb/headers.js'
import type { RouteRequirements } from './guard.js'
import type { SecurityRequirements } from './openapi-oauth.js'

/** The name of the scheme of the load balancer's header in documents. */
const LOAD_BALANCER_SCHEME = 'cognitoLoadBalancer'

/** The security scheme of the header that a load balancer adds. */
export const loadBalancerScheme = {
  [LOAD_BALANCER_SCHEME]: {
    type: 'apiKey' as const,
    in: 'header' as const,
    name: DATA_HEADER,
    description:
      'A token that the load balancer signs, and adds to the requests of users who have signed in there. ' +
      'Clients do not send it.'
  }
}

/** Returns whether all guards of a route accept users of a load balancer. */
export function acceptLoadBalancers (requirements: readonly RouteRequirements[]): boolean {
  return requirements.every(({ alb }) => alb === true)
}

/** Returns the security requirements of a route for the header of a load balancer. */
export function loadBalancerSecurity (requirements: readonly RouteRequirements[]): SecurityRequirements {
  return acceptLoadBalancers(requirements) ? [{ [LOAD_BALANCER_SCHEME]: [] }] : []
}
