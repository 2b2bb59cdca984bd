import { dnsSuffixOf } from './partitions.js'

/** A user pool: its Region, its endpoints and the issuers of its tokens. */
export interface Pool {
  /** The name of the pool in guards and logs. `default` if there is only one. */
  readonly name: string
  readonly id: string
  /** The AWS Region in the ID of the pool. Null for a pool of an emulator. */
  readonly region: string | null
  /** The Region that requests to the API are signed for. Null if it is unknown. */
  readonly signingRegion: string | null
  /** The accepted values of the `iss` claim. */
  readonly issuers: readonly string[]
  readonly jwksUri: string
}

/** The form of a pool ID on AWS: a Region, an underscore, letters and digits. */
const AWS_POOL_ID = /^([a-z]+(?:-[a-z]+)+-\d+)_[0-9A-Za-z]{1,55}$/

/** The form of any pool ID, of emulators too (`UserPoolIdType` in the API model). */
export const POOL_ID_PATTERN = '^[\\w-]+_[0-9a-zA-Z]+$'

/** The form of a Region's name. */
export const REGION_PATTERN = '^[a-z]{2,}(-[a-z]+)+-\\d+$'

/** Returns the Region in the ID of a pool, or null if it has none of a known partition. */
export function regionOf (poolId: string): string | null {
  const region = regionIn(poolId)
  return region !== null && dnsSuffixOf(region) !== null ? region : null
}

/** Returns the part of a pool ID that has the form of a Region, whether that Region exists or not. */
export function regionIn (poolId: string): string | null {
  return AWS_POOL_ID.exec(poolId)?.[1] ?? null
}

/**
 * Returns the two issuers that AWS uses for the tokens of a pool.
 * @param region - a Region of a known partition
 * @see
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function awsIssuers (region: string, poolId: string): readonly string[] {
  const domain = `${region}.${dnsSuffixOf(region) as string}`
  return [`https://cognito-idp.${domain}/${poolId}`, `https://issuer-cognito-idp.${domain}/${poolId}`]
}

/** The form of a host of the Cognito service: `cognito-idp.`, a Region and a DNS suffix. */
const AWS_HOST = /^(?:issuer-)?cognito-idp(?:-fips)?\.([a-z0-9-]+)\.(.+)$/

/** Returns whether an issuer is on a host of AWS, in any Region. */
export function isOnAws (issuer: string): boolean {
  const [, region = '', suffix] = AWS_HOST.exec(new URL(issuer).hostname) ?? []
  return suffix !== undefined && dnsSuffixOf(region) === suffix
}

/** Returns the issuer as AWS writes it for another spelling, such as one with a trailing slash, else null. */
export function correctedIssuer (issuer: string, poolId: string): string | null {
  const { protocol, hostname, host } = new URL(issuer)
  if (protocol !== 'https:' || !AWS_HOST.test(hostname)) return null
  const right = `https://${host.replace('-fips.', '.')}/${poolId}`
  return issuer === right ? null : right
}

/** Returns a pool. Omitted values follow from its ID. */
export function describePool (from: {
  name: string
  userPoolId: string
  region?: string | undefined
  regions?: readonly string[] | undefined
  issuer?: string | undefined
  jwksUri?: string | undefined
}): Pool {
  const region = regionOf(from.userPoolId)
  const issuers =
    from.issuer !== undefined
      ? [from.issuer]
      : region !== null
        ? [region, ...(from.regions ?? [])].flatMap(region => awsIssuers(region, from.userPoolId))
        : []
  return Object.freeze({
    name: from.name,
    id: from.userPoolId,
    region,
    signingRegion: regionIn(from.userPoolId) ?? from.region ?? null,
    issuers: Object.freeze(issuers),
    jwksUri: from.jwksUri ?? `${(issuers[0] ?? '').replace(/\/$/, '')}/.well-known/jwks.json`
  })
}
