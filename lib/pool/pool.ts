import { dnsSuffixOf } from './partitions.js'

/** Where a user pool lives and how its tokens name it. Pure: nothing here asks the network. */
export interface Pool {
  /** The name guards and logs use for it: `default` where there is only one. */
  readonly name: string
  readonly id: string
  /** The AWS Region in the pool's id; null for an emulator's pool. */
  readonly region: string | null
  /** The Region that requests to its API are signed for; null where nothing names one. */
  readonly signingRegion: string | null
  /** Every `iss` that this pool's tokens may carry. */
  readonly issuers: readonly string[]
  readonly jwksUri: string
}

/** What an id of a pool on AWS looks like: a Region, an underscore, letters and digits. */
const AWS_POOL_ID = /^([a-z]+(?:-[a-z]+)+-\d+)_[0-9A-Za-z]{1,55}$/

/** What any pool id looks like, an emulator's too (`UserPoolIdType` of the API's model). */
export const POOL_ID_PATTERN = '^[\\w-]+_[0-9a-zA-Z]+$'

/** What the name of a Region looks like. */
export const REGION_PATTERN = '^[a-z]{2,}(-[a-z]+)+-\\d+$'

/** The Region in a pool's id, or null where the id names no Region of a partition that is known here. */
export function regionOf (poolId: string): string | null {
  const region = regionIn(poolId)
  return region !== null && dnsSuffixOf(region) !== null ? region : null
}

/** What stands in a pool's id in the place and form of a Region, whether or not there is such a Region. */
export function regionIn (poolId: string): string | null {
  return AWS_POOL_ID.exec(poolId)?.[1] ?? null
}

/**
 * The two addresses that AWS signs tokens of a pool under.
 * @param region - of a partition that is known here
 * @see
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function awsIssuers (region: string, poolId: string): readonly string[] {
  const domain = `${region}.${dnsSuffixOf(region) as string}`
  return [`https://cognito-idp.${domain}/${poolId}`, `https://issuer-cognito-idp.${domain}/${poolId}`]
}

/**
 * A host that AWS serves user pools at, or what looks like one: `cognito-idp.`, a Region and a DNS suffix.
 */
const AWS_HOST = /^(?:issuer-)?cognito-idp(?:-fips)?\.([a-z0-9-]+)\.(.+)$/

/** Whether an issuer is on a host of AWS's, of whatever Region. */
export function isOnAws (issuer: string): boolean {
  const [, region = '', suffix] = AWS_HOST.exec(new URL(issuer).hostname) ?? []
  return suffix !== undefined && dnsSuffixOf(region) === suffix
}

/**
 * The issuer that AWS writes where another spelling of it was given, such as one with a slash at its end;
 * else null.
 */
export function correctedIssuer (issuer: string, poolId: string): string | null {
  const { protocol, hostname, host } = new URL(issuer)
  if (protocol !== 'https:' || !AWS_HOST.test(hostname)) return null
  const right = `https://${host.replace('-fips.', '.')}/${poolId}`
  return issuer === right ? null : right
}

/** A pool from what the application says of it; what it leaves out follows from the id. */
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
