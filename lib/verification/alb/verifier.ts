import { verify } from 'node:crypto'
import type { AccessTokenClaims, LoadBalancerClaims, TokenClaims } from '../../user/claims.js'
import { userFromLoadBalancer, type CurrentUser } from '../../user/current-user.js'
import { assertShape, checkTimes, freezeValidClaims } from '../claim-checks.js'
import { loadBalancerClaims } from '../compiled-claims.js'
import { decodeSegment } from '../header.js'
import { rejectedInHeader, tokenRejection } from '../token-rejection.js'
import type { Verifier, VerifierPool } from '../verifier.js'
import { ACCESS_TOKEN_HEADER, DATA_HEADER } from './headers.js'
import type { AlbKeys } from './keys.js'
import { parseAlbToken, type AlbToken } from './token.js'

/** The load balancers that sign users of a pool in. */
export interface AlbPool extends Omit<VerifierPool, 'keySet' | 'clientIds' | 'tokenUse'> {
  /** The app client of the load balancers. */
  readonly clientId: string
  /** The URL of the keys of each load balancer, by its ARN. */
  readonly keyUrls: ReadonlyMap<string, string>
}

interface Dependencies {
  readonly pools: readonly AlbPool[]
  readonly verifier: Pick<Verifier, 'verify' | 'accept'>
  readonly keys: Pick<AlbKeys, 'find' | 'confirm'>
}

/** Verifies tokens that load balancers sign, and returns their users. */
export class AlbVerifier {
  readonly #dependencies: Dependencies

  constructor (dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /**
   * Verifies a token of a load balancer.
   *
   * The access token is verified first, since a user's own requests are the ones that a new key is fetched
   * for.
   *
   * @param data - the value of `x-amzn-oidc-data`
   * @param accessToken - the value of `x-amzn-oidc-accesstoken`. Null without it
   * @throws FST_COGNITO_INVALID_TOKEN for an invalid token, FST_COGNITO_KEYS_UNAVAILABLE if its key cannot be
   * fetched
   */
  async verify (data: string, accessToken: string | null): Promise<CurrentUser> {
    try {
      const token = parseAlbToken(data)
      const pool = this.#poolOf(token)
      const access = accessToken === null ? null : await this.#verifyAccessToken(accessToken, pool)
      await this.#verifySignature(token, pool, access?.sub ?? null)
      const claims = checkPayload(token, pool)
      if (access !== null && access.sub !== claims.sub) {
        throw tokenRejection('user', { expected: 'the access token of the same user' })
      }
      const exp = Math.min(token.exp, claims.exp)
      const { clientId, name, extendUser } = pool
      const user = userFromLoadBalancer({ claims, clientId, exp, access }, name, extendUser)
      return this.#dependencies.verifier.accept(user, false)
    } catch (error) {
      throw rejectedInHeader(error, DATA_HEADER)
    }
  }

  /**
   * Returns the pool of a token. The header is not verified yet: its values are compared with the options
   * before anything is fetched.
   */
  #poolOf ({ kid, iss, signer, client, exp }: AlbToken): AlbPool {
    const { pools } = this.#dependencies
    const pool = pools.find(({ issuers }) => issuers.includes(iss as string))
    if (pool === undefined) {
      const expected = pools.flatMap(({ issuers }) => issuers)
      throw tokenRejection('issuer', { kid, iss, expected, received: iss })
    }
    // Every customer of AWS can have a load balancer whose tokens have a valid signature.
    if (!pool.keyUrls.has(signer as string)) {
      throw tokenRejection('signer', { kid, expected: [...pool.keyUrls.keys()], received: signer })
    }
    if (client !== pool.clientId) {
      throw tokenRejection('client', { kid, expected: pool.clientId, received: client })
    }
    checkTimes({ exp }, pool.clockTolerance, pool.clock() / 1000)
    return pool
  }

  async #verifyAccessToken (token: string, pool: AlbPool): Promise<AccessTokenClaims> {
    try {
      const user = await this.#dependencies.verifier.verify(token)
      const { claims, kind, clientId } = user
      if (user.pool !== pool.name) {
        throw tokenRejection('pool', { expected: pool.name, received: user.pool })
      }
      if (claims.token_use !== 'access' || kind !== 'user') {
        throw tokenRejection('token-use', { expected: 'access token of a user', received: claims.token_use })
      }
      if (clientId !== pool.clientId) {
        throw tokenRejection('client', { expected: pool.clientId, received: clientId })
      }
      return claims
    } catch (error) {
      throw rejectedInHeader(error, ACCESS_TOKEN_HEADER)
    }
  }

  async #verifySignature (token: AlbToken, pool: AlbPool, user: string | null): Promise<void> {
    const { kid, signed, signature } = token
    const { keys } = this.#dependencies
    const url = `${pool.keyUrls.get(token.signer as string) as string}/${kid}`
    const key = await keys.find({ url, pool: pool.name }, user)
    if (key === undefined) throw tokenRejection('unknown-key', { kid })
    if (!verify('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, signature)) {
      throw tokenRejection('signature', { kid })
    }
    keys.confirm(url)
  }
}

function checkPayload ({ payload }: AlbToken, pool: AlbPool): LoadBalancerClaims & TokenClaims {
  const claims = decodeSegment(payload)
  assertShape(loadBalancerClaims, claims)
  const checked = claims as LoadBalancerClaims & TokenClaims
  freezeValidClaims(checked, payload)
  const { iss } = checked
  if (!pool.issuers.includes(iss)) {
    throw tokenRejection('issuer', { iss, expected: pool.issuers, received: iss })
  }
  checkTimes(checked, pool.clockTolerance, pool.clock() / 1000)
  return checked
}
