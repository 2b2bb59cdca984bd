import type { RequestListener } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { createLocalJWKSet, type JSONWebKeySet } from 'jose'
import type { Test } from 'tap'
import cognitoAuth, {
  verifiedPermissions,
  type CognitoAuthOptions,
  type SinglePoolOptions,
  type VerifiedPermissionsOptions
} from '../../dist/index.js'
import { listenerFor, startEndpoint } from '../../examples/verified-permissions/local-endpoint.js'
import {
  decide,
  type BatchInput,
  type PolicyStore
} from '../../examples/verified-permissions/policy-store.js'
import { emptyApp, pool } from '../authorization/app.js'
import { logLines } from '../log.js'

/** A policy store whose identity source is the test pool, behind an endpoint that a test can make fail. */

export const POLICY_STORE_ID = 'PSEXAMPLEabcdefg111111'

export const RESOURCE = { entityType: 'Shop::Application', entityId: 'orders' }

/** The ID of a group of the test pool in policies. */
export const group = (name: string) => `Shop::Group::"${pool.userPoolId}|${name}"`

/** The policy that allows members of a group an action, or every action. */
export function permit (name: string, action?: string): string {
  const constraint = action === undefined ? '' : ` == Shop::Action::"${action}"`
  return `permit (principal in ${group(name)}, action${constraint}, resource == Shop::Application::"orders");`
}

export type TestStore = Awaited<ReturnType<typeof startStore>>

/** Starts an endpoint for a policy store of the test pool. */
export async function startStore (t: Test, policies: string, options: Partial<PolicyStore> = {}) {
  const store: PolicyStore = {
    policyStoreId: POLICY_STORE_ID,
    policies,
    principalEntityType: 'Shop::User',
    groupEntityType: 'Shop::Group',
    userPool: {
      id: pool.userPoolId,
      issuer: pool.issuer,
      clientIds: [pool.clientId],
      keys: createLocalJWKSet(pool.jwks as JSONWebKeySet)
    },
    ...options
  }
  const calls: BatchInput[] = []
  const test = {
    store,
    /** The calls that reached the policy store. */
    calls,
    /** Changes the output. */
    change: (output: Output): unknown => output,
    /** Responds instead of the policy store, if it is set. */
    respond: null as RequestListener | null
  }
  const listener = listenerFor(store, async (store, input) => {
    calls.push(input)
    return test.change((await decide(store, input)) as Output) as object
  })
  const { endpoint, close } = await startEndpoint((request, response) => {
    (test.respond ?? listener)(request, response)
  })
  t.teardown(close)
  return Object.assign(test, { endpoint, listener })
}

/** A decision in the output of BatchIsAuthorizedWithToken. */
export interface Result {
  request: BatchInput['requests'][number]
  decision: string
  errors: { errorDescription: string }[]
}

/** The output of BatchIsAuthorizedWithToken. */
export interface Output {
  results: Result[]
}

/** The options of the source for such a policy store. */
export function optionsFor (
  { endpoint }: Pick<TestStore, 'endpoint'>,
  options: Partial<VerifiedPermissionsOptions> = {}
): VerifiedPermissionsOptions {
  return {
    policyStoreId: POLICY_STORE_ID,
    permissions: ['orders:read', 'orders:delete'],
    namespace: 'Shop',
    resource: RESOURCE,
    endpoint,
    // A busy machine is slow.
    timeout: 30_000,
    ...options
  }
}

/** An application whose permissions the policy store decides, and the lines of its log. */
export async function buildWithStore (
  t: Test,
  store: TestStore,
  options: Partial<VerifiedPermissionsOptions> = {},
  pluginOptions: Partial<SinglePoolOptions> = {}
) {
  const permissions = verifiedPermissions(optionsFor(store, options))
  return buildLogged(t, { ...pool.options, ...pluginOptions, permissions })
}

export async function buildLogged (
  t: Test,
  options: CognitoAuthOptions
): Promise<{ app: FastifyInstance, lines: string[] }> {
  const { lines, logger } = logLines()
  const app = emptyApp(t, { logger })
  await app.register(cognitoAuth, options)
  app.get('/orders', { preHandler: app.requirePermissions(['orders:read']) }, async () => [])
  app.delete('/orders', { preHandler: app.requirePermissions(['orders:delete']) }, async () => 'deleted')
  app.get('/open', { preHandler: app.requirePermissions({ none: ['orders:frozen'] }) }, async () => 'open')
  app.get('/me', { preHandler: app.requireUser() }, async request => request.permissions())
  return { app, lines }
}
