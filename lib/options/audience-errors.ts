import { describeUrl, describeValue } from './describe-value.js'
import type { NamedPool } from './named-pools.js'
import type { CognitoAuthOptions } from './options.js'
import { optionError } from './option-error.js'

/** Returns the errors of the option `audience` of a pool that its schema does not find. */
export function audienceErrors ({
  path,
  options: { audience, tokenUse = 'access' }
}: NamedPool): readonly string[] {
  if (audience === undefined || tokenUse === 'access') return []
  const received = describeValue([], tokenUse)
  return [
    optionError(
      `${path}tokenUse`,
      `must be 'access' or omitted with audience, since ID tokens are for an app client; got ${received}`
    )
  ]
}

/** Returns the errors of pools whose sessions no guard would accept, since their tokens have no audience. */
export function sessionAudienceErrors (
  { session, signInPage, routes }: CognitoAuthOptions,
  pools: readonly NamedPool[],
  apiPool: NamedPool | undefined
): readonly string[] {
  if (session === undefined) return []
  return pools.flatMap(pool => {
    const {
      path,
      options: { audience, clientId, managedLogin }
    } = pool
    const accepted = [audience].flat()
    // A trigger can write the ID of the app client as the audience of every token.
    const client = routes?.clientId ?? [clientId].flat()[0]
    if (audience === undefined || accepted.includes(null) || accepted.includes(client)) return []
    const isApi = pool === apiPool
    if (isApi && signInPage !== undefined) {
      return [optionError('signInPage', `${WITHOUT_AUDIENCE}; add null to ${path}audience to accept them`)]
    }
    if ((!isApi && managedLogin === undefined) || managedLogin?.resource !== undefined) return []
    return [
      optionError(
        managedLogin === undefined ? 'session' : `${path}managedLogin`,
        `${WITHOUT_AUDIENCE}; set managedLogin.resource, or add null to ${path}audience to accept them`
      )
    ]
  })
}

const WITHOUT_AUDIENCE = 'starts sessions whose access tokens have no audience, which guards would reject'

/** Returns the errors of the option `managedLogin.resource`. */
export function resourceErrors ({ path, options: { audience, managedLogin } }: NamedPool): readonly string[] {
  const resource = managedLogin?.resource
  if (resource === undefined) return []
  const field = `${path}managedLogin.resource`
  if (!isResource(resource)) {
    const received = URL.canParse(resource) ? describeUrl(resource) : describeValue([], resource)
    return [
      optionError(
        field,
        'must be a URL without a fragment that starts with https://, http://localhost or the scheme of an ' +
          `app; got ${received}`
      )
    ]
  }
  if ([audience].flat().includes(resource)) return []
  return [
    optionError(
      field,
      `must be one of ${path}audience, since guards check the access tokens of sessions; got ` +
        describeValue([], resource)
    )
  ]
}

/**
 * Returns whether Cognito accepts a resource (RFC 8707 2; Developer Guide, Resource binding).
 * @see
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 */
function isResource (text: string): boolean {
  if (!URL.canParse(text) || text.includes('#')) return false
  const { protocol, hostname } = new URL(text)
  return /^[a-z][a-z\d+.-]*:\/\//i.test(text) && (protocol !== 'http:' || hostname === 'localhost')
}
