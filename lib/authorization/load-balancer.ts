import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { addVary, forbidCaching } from '../sessions/caching.js'
import { ACCESS_TOKEN_HEADER, DATA_HEADER } from '../verification/alb/headers.js'
import { AlbKeys } from '../verification/alb/keys.js'
import { AlbVerifier, type AlbPool } from '../verification/alb/verifier.js'
import type { KeySetTimes } from '../verification/key-set.js'
import type { Verifier } from '../verification/verifier.js'
import { crossSiteRequest, isForgeableAtLoadBalancer } from './cross-site.js'
import type { AuthenticatedCaller } from './request-auth.js'

interface Dependencies {
  readonly pools: readonly AlbPool[]
  readonly verifier: Verifier
  readonly times: KeySetTimes
  /** Origins besides the application's own that may send unsafe requests. */
  readonly trustedOrigins: ReadonlySet<string>
  readonly log: FastifyBaseLogger
}

/** Authenticates requests that a load balancer forwards for users who have signed in there. */
export class LoadBalancers {
  readonly #keys: AlbKeys
  readonly #verifier: AlbVerifier
  readonly #trustedOrigins: ReadonlySet<string>

  constructor ({ pools, verifier, times, trustedOrigins, log }: Dependencies) {
    this.#keys = new AlbKeys(times, log)
    this.#verifier = new AlbVerifier({ pools, verifier, keys: this.#keys })
    this.#trustedOrigins = trustedOrigins
  }

  /**
   * Returns the user of a request and the access token. Undefined if no load balancer has signed the user in.
   *
   * @throws FST_COGNITO_MALFORMED_CREDENTIALS if a header is repeated or empty,
   * FST_COGNITO_CROSS_SITE_REQUEST if a page of another origin may have sent the request
   */
  callerOf (request: FastifyRequest, reply: FastifyReply): Promise<AuthenticatedCaller> | undefined {
    addVary(reply)
    const data = headerOf(request, DATA_HEADER)
    if (data === null) return undefined
    forbidCaching(reply)
    const token = headerOf(request, ACCESS_TOKEN_HEADER)
    if (isForgeableAtLoadBalancer(request, this.#trustedOrigins)) throw crossSiteRequest(request)
    return this.#verifier.verify(data, token).then(user => ({ user, token }))
  }

  close (): void {
    this.#keys.close()
  }
}

/**
 * Returns the value of a header, or null without it. Node.js joins repeated headers with commas, which no
 * token has: a proxy may have checked another one of them.
 */
function headerOf ({ headers }: FastifyRequest, name: string): string | null {
  const value = headers[name]
  if (value === undefined) return null
  const text = String(value)
  if (text === '' || text.includes(',')) throw new errors.FST_COGNITO_MALFORMED_CREDENTIALS()
  return text
}
