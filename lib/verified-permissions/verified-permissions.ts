import { Lazy } from '../lazy.js'
import { Source } from '../sources/source.js'
import type { VerifiedPermissionsOptions } from './options.js'

/**
 * Returns a source of permissions that Amazon Verified Permissions decides by the Cedar policies of a policy
 * store (BatchIsAuthorizedWithToken). A user has those of `permissions` whose decision is `ALLOW`. If a
 * decision is missing, or a call fails or takes too long, the request is denied with 503.
 *
 * The token of the request is sent to AWS: the access token, or the ID token where that is accepted. Needs
 * `@aws-sdk/client-verifiedpermissions`, and AWS credentials that allow
 * `verifiedpermissions:IsAuthorizedWithToken` on the policy store.
 *
 * @example
 * ```ts
 * import cognitoAuth, { verifiedPermissions } from 'fastify-cognito-auth'
 *
 * await app.register(cognitoAuth, {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1h57kf5cpq17m0eml12example',
 *   permissions: verifiedPermissions({
 *     policyStoreId: 'PSEXAMPLEabcdefg111111',
 *     permissions: ['orders:read', 'orders:delete'],
 *     namespace: 'Shop',
 *     resource: { entityType: 'Shop::Application', entityId: 'orders' }
 *   })
 * })
 * ```
 *
 * @throws FST_COGNITO_INVALID_OPTIONS for `timeout`, `ttl` and `max`. When the plugin is registered:
 * FST_COGNITO_INVALID_OPTIONS for the other options, and without a Region; FST_COGNITO_DEVELOPMENT_ONLY for
 * an endpoint with plain http; FST_COGNITO_MISSING_DEPENDENCY without the package
 * @see https://docs.aws.amazon.com/verifiedpermissions/latest/apireference/API_BatchIsAuthorizedWithToken.html
 */
export function verifiedPermissions (options: VerifiedPermissionsOptions): Source {
  const own = { ...options }
  const { pool = null, timeout = 2000, ttl = 0, max = 10_000 } = own
  // Applications without such a source load neither the schema of the options nor the SDK.
  const decisions = new Lazy(async () => {
    const [{ verifiedPermissionsSettings }, { openDecisions }] = await Promise.all([
      import('./options.js'),
      import('./decisions.js')
    ])
    return openDecisions(verifiedPermissionsSettings({ ...own, timeout }))
  })
  return new Source(
    {
      by: 'token',
      pool,
      load: async (token, { log }) => (await decisions.get()).permissionsOf(token, log),
      prepare: async () => {
        await decisions.get()
      }
    },
    { timeout, ttl, max }
  )
}
