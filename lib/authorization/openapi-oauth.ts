import { errors } from '../errors.js'
import type { RouteRequirements } from './guard.js'

/** The name of the OAuth 2.0 scheme in documents, which needs a domain. */
export const OAUTH_SCHEME = 'cognitoOAuth2'

/** The scopes of the user pool, by name, with their descriptions. */
export type Scopes = Readonly<Record<string, string>>

/** The security requirements of a route. One of the list must be met. */
export type SecurityRequirements = readonly Readonly<Record<string, readonly string[]>>[]

/**
 * Returns the security requirements of a route for the OAuth 2.0 scheme. All scopes of one entry are required
 * (OpenAPI, Security Requirement Object), so alternatives are separate entries.
 */
export function oauthAlternatives (requirements: readonly RouteRequirements[]): SecurityRequirements {
  if (requirements.some(({ kind }) => kind === 'machine')) return []
  const alternatives = requirements.reduce<readonly string[][]>(
    (lists, { scopes }) => {
      if (scopes === undefined) return lists
      const { all, any } = scopes
      return lists.flatMap(list =>
        any.length === 0 ? [[...list, ...all]] : any.map(one => [...list, ...all, one])
      )
    },
    [[]]
  )
  return alternatives.map(list => ({ [OAUTH_SCHEME]: [...new Set(list)] }))
}

/** Returns the OAuth 2.0 security scheme with the endpoints of a user pool's domain. */
export function oauthScheme (origin: string, scopes: Scopes) {
  const tokenUrl = `${origin}/oauth2/token`
  return {
    type: 'oauth2' as const,
    description: 'Signs users in at the user pool.',
    flows: {
      authorizationCode: {
        authorizationUrl: `${origin}/oauth2/authorize`,
        tokenUrl,
        refreshUrl: tokenUrl,
        scopes: { ...scopes }
      }
    }
  }
}

/**
 * Returns the origin of a domain of managed login.
 *
 * @throws FST_COGNITO_INVALID_OPTIONS if the domain is not an https URL of a host only
 */
export function originOf (domain: string): string {
  const url = URL.canParse(domain) ? new URL(domain) : null
  // Cognito's paths are appended to it, so it has only a scheme and a host.
  if (url === null || url.protocol !== 'https:' || url.href !== `${url.origin}/`) {
    throw new errors.FST_COGNITO_INVALID_OPTIONS(
      '- withDomain: domain must be the https URL of the domain of the user pool, such as ' +
        `https://auth.example.com; got ${JSON.stringify(domain)}`
    )
  }
  return url.origin
}
