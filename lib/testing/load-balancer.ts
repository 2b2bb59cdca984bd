import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import { errors } from '../errors.js'
import { AlbSchema, type AlbOptions } from '../options/alb-options.js'
import { validationErrors } from '../options/validation-errors.js'
import { KeyHost, type Outage } from './key-host.js'
import type { TestPool } from './test-pool.js'
import type { ClaimsToSign, TestUser } from './tokens.js'

/** The options of `createTestLoadBalancer()`. */
export interface TestLoadBalancerOptions {
  /** The ARN. Defaults to one in `eu-west-1`. */
  readonly arn?: string
  /** The ID of the app client that users sign in to. Defaults to that of the pool. */
  readonly clientId?: string
}

/** Options of the headers that a load balancer adds to a request. */
export interface ForwardOptions {
  /** Whether it sends the access token. Defaults to `true`. */
  readonly accessToken?: boolean
  /** Claims that are added to those of its own token, or replace them. `undefined` removes a claim. */
  readonly claims?: ClaimsToSign
  /** Parameters that replace those in the header of its own token. */
  readonly header?: ClaimsToSign
}

/** The headers of a request that a load balancer forwards, and of a page of the application that sent it. */
export interface ForwardedHeaders {
  readonly [name: string]: string
  /** The token that the load balancer signs. */
  readonly 'x-amzn-oidc-data': string
  /** The `sub` of the user, not signed. */
  readonly 'x-amzn-oidc-identity': string
  /** `same-origin`: the request is sent by a page of the application. */
  readonly 'sec-fetch-site': string
}

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/test/50dc6c495c0c9188'

/** The lifetime of its tokens, in seconds. */
const LIFETIME = 120

const { arn, clientId } = AlbSchema.properties

const TestLoadBalancerSchema = Type.Object(
  { arn: Type.Optional(arn.anyOf[0]), clientId: Type.Optional(clientId) },
  { additionalProperties: false, expects: 'an object { arn, clientId }' }
)

/**
 * Creates an Application Load Balancer for tests: it signs the headers that the option `alb` reads, and
 * serves its public keys at a loopback URL, which the plugin accepts only if NODE_ENV is `development` or
 * `test`.
 *
 * @example
 * ```ts
 * import cognitoAuth from 'fastify-cognito-auth'
 * import { createTestLoadBalancer, createTestPool } from 'fastify-cognito-auth/testing'
 *
 * const pool = await createTestPool()
 * const loadBalancer = await createTestLoadBalancer(pool)
 * await app.register(cognitoAuth, { ...pool.options, alb: loadBalancer.options })
 * const response = await app.inject({ url: '/admin', headers: loadBalancer.headers({ groups: ['admin'] }) })
 * ```
 *
 * @param pool - the user pool that users sign in to
 * @throws FST_COGNITO_INVALID_OPTIONS with every invalid option
 */
export async function createTestLoadBalancer (
  pool: TestPool,
  options: TestLoadBalancerOptions = {}
): Promise<TestLoadBalancer> {
  const problems = validationErrors(TestLoadBalancerSchema, options)
  if (problems.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(problems.join('\n'))
  const loadBalancer = new TestLoadBalancer(pool, options)
  await loadBalancer.restore()
  return loadBalancer
}

interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/**
 * An Application Load Balancer for tests, created by `createTestLoadBalancer`.
 *
 * @example
 * ```ts
 * import { createTestLoadBalancer, createTestPool } from 'fastify-cognito-auth/testing'
 *
 * const loadBalancer = await createTestLoadBalancer(await createTestPool())
 * loadBalancer.rotateKey()
 * await loadBalancer.outage('refused')
 * await loadBalancer.restore()
 * await loadBalancer.close()
 * ```
 */
export class TestLoadBalancer {
  readonly #pool: TestPool
  readonly #arn: string
  readonly #clientId: string
  readonly #keys = new Map<string, KeyPair>()
  readonly #host: KeyHost
  #kid = ''

  /** @internal */
  constructor (pool: TestPool, { arn = ARN, clientId = pool.clientId }: TestLoadBalancerOptions) {
    this.#pool = pool
    this.#arn = arn
    this.#clientId = clientId
    this.#host = new KeyHost(path => {
      const pair = this.#keys.get(path.slice(1))
      if (pair === undefined) return null
      const body = pair.publicKey.export({ format: 'pem', type: 'spki' }).toString()
      return { type: 'application/octet-stream', body, empty: '' }
    })
    this.rotateKey()
  }

  /** The value of the option `alb`. */
  get options (): AlbOptions & { readonly arn: string, readonly keys: string } {
    return { arn: this.#arn, clientId: this.#clientId, keys: this.#host.origin }
  }

  /** The number of requests for keys. */
  get requests (): number {
    return this.#host.requests
  }

  /** The ID of the key that signs. */
  get kid (): string {
    return this.#kid
  }

  /**
   * Returns the headers of a request that the load balancer forwards for a user who has just signed in. Its
   * token is valid for two minutes, the access token for one hour, by the clock of the pool.
   *
   * @param user - the user; groups, scopes and further claims are in the access token
   */
  headers (
    user: TestUser = {},
    { accessToken = true, claims = {}, header = {} }: ForwardOptions = {}
  ): ForwardedHeaders {
    const { sub = randomUUID() } = user
    const { username = sub, email = 'jane@example.com', name } = user
    const own = {
      sub,
      email_verified: 'true',
      email,
      name,
      username,
      exp: this.#expiry(),
      iss: this.#pool.issuer,
      ...claims
    }
    return {
      'x-amzn-oidc-data': this.sign(own, header),
      'x-amzn-oidc-identity': sub,
      ...(accessToken && {
        'x-amzn-oidc-accesstoken': this.#pool.signIn({ clientId: this.#clientId, ...user, sub, username })
      }),
      'sec-fetch-site': 'same-origin'
    }
  }

  /**
   * Returns a signed token with the given claims and no others, for tokens that load balancers do not sign.
   *
   * @param header - overrides parameters of the header; the signing key stays the same
   */
  sign (claims: ClaimsToSign, header: ClaimsToSign = {}): string {
    const own = {
      typ: 'JWT',
      kid: this.#kid,
      alg: 'ES256',
      iss: this.#pool.issuer,
      client: this.#clientId,
      signer: this.#arn,
      exp: this.#expiry(),
      ...header
    }
    const input = `${encode(JSON.stringify(own))}.${encode(JSON.stringify(claims))}`
    const { privateKey: key } = this.#keys.get(this.#kid) as KeyPair
    return `${input}.${encode(sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }))}`
  }

  /** Replaces the signing key. The earlier keys are still served, as on AWS. */
  rotateKey (): void {
    this.#kid = randomUUID()
    this.#keys.set(this.#kid, generateKeyPairSync('ec', { namedCurve: 'P-256' }))
  }

  /**
   * Makes requests for keys fail until `restore` is called.
   *
   * @throws Error after `close`; TypeError for an unknown kind
   */
  async outage (kind: Outage): Promise<void> {
    await this.#host.setOutage(kind)
  }

  /**
   * Ends an outage. The port stays the same. Requests that hang are aborted.
   *
   * @throws Error after `close`, or if the port is in use
   */
  async restore (): Promise<void> {
    await this.#host.setOutage(null)
  }

  /** Stops serving keys. It may be called more than once, and without its object: `after(alb.close)`. */
  readonly close = async (): Promise<void> => {
    await this.#host.close()
  }

  #expiry (): number {
    return Math.floor(this.#pool.clock() / 1000) + LIFETIME
  }
}

/** Base64url with padding, as load balancers write it. */
function encode (part: string | Buffer): string {
  return Buffer.from(part).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}
