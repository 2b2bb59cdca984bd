import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest
} from '@aws-sdk/client-cognito-identity-provider'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'

export function tagResource (pools: UserPools, { ResourceArn, Tags }: Valid<TagResourceRequest>): void {
  const pool = getTaggedPool(pools, ResourceArn)
  setTags(pool, { ...pool.settings.UserPoolTags, ...Tags })
}

export function untagResource (
  pools: UserPools,
  { ResourceArn, TagKeys }: Valid<UntagResourceRequest>
): void {
  const pool = getTaggedPool(pools, ResourceArn)
  const kept = Object.entries(pool.settings.UserPoolTags).filter(([key]) => !TagKeys.includes(key))
  setTags(pool, Object.fromEntries(kept))
}

export function listTagsForResource (
  pools: UserPools,
  { ResourceArn }: Valid<ListTagsForResourceRequest>
): ListTagsForResourceResponse {
  return { Tags: getTaggedPool(pools, ResourceArn).settings.UserPoolTags }
}

/** The pool of an ARN such as `arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEf123`. */
function getTaggedPool (pools: UserPools, arn: string): UserPool {
  return pools.get(arn.slice(arn.lastIndexOf('/') + 1))
}

function setTags (pool: UserPool, UserPoolTags: Record<string, string>): void {
  pool.update({ settings: Object.assign(pool.settings, { UserPoolTags }) })
}
