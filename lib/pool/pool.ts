/** Where a user pool lives and how its tokens name it. Pure: nothing here asks the network. */
export interface Pool {
  /** The name guards and logs use for it: `default` where there is only one. */
  readonly name: string
  readonly id: string
  /** The AWS Region in the pool's id; null for an emulator's pool. */
  readonly region: string | null
  /** Every `iss` that this pool's tokens may carry. */
  readonly issuers: readonly string[]
  readonly jwksUri: string
}

/** What an id of a pool on AWS looks like: a Region, an underscore, letters and digits. */
const AWS_POOL_ID = /^([a-z]{2}(?:-[a-z]+)+-\d)_[0-9A-Za-z]{1,55}$/

/** What any pool id looks like, an emulator's too (`UserPoolIdType` of the API's model). */
export const POOL_ID_PATTERN = '^[\\w-]+_[0-9a-zA-Z]+$'

/** The Region in a pool's id, or null where the id is not one that AWS gives. */
export function regionOf (poolId: string): string | null {
  return AWS_POOL_ID.exec(poolId)?.[1] ?? null
}

/** Where Cognito's API is in a Region. Named, so that no variable of the environment leads elsewhere with passwords. */
export function awsEndpoint (region: string): string {
  return `https://cognito-idp.${region}.${domainOf(region)}`
}

function domainOf (region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
}

/**
 * The two addresses that AWS signs tokens of a pool under.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function awsIssuers (region: string, poolId: string): readonly string[] {
  return [
    `${awsEndpoint(region)}/${poolId}`,
    `https://issuer-cognito-idp.${region}.${domainOf(region)}/${poolId}`
  ]
}

/** A pool from what the application says of it; what it leaves out follows from the id. */
export function describePool (from: {
  name: string
  userPoolId: string
  regions?: readonly string[] | undefined
  issuer?: string | undefined
  jwksUri?: string | undefined
}): Pool {
  const region = regionOf(from.userPoolId)
  const issuers = from.issuer !== undefined
    ? [from.issuer]
    : region !== null ? [region, ...from.regions ?? []].flatMap(region => awsIssuers(region, from.userPoolId)) : []
  return Object.freeze({
    name: from.name,
    id: from.userPoolId,
    region,
    issuers: Object.freeze(issuers),
    jwksUri: from.jwksUri ?? `${(issuers[0] ?? '').replace(/\/$/, '')}/.well-known/jwks.json`
  })
}
