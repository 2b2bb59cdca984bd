export {
  createTestLoadBalancer,
  type ForwardedHeaders,
  type ForwardOptions,
  type TestLoadBalancer,
  type TestLoadBalancerOptions
} from './load-balancer.js'
export { createTestPool, type RegisterOptions, type TestPool } from './test-pool.js'
export type { Outage } from './key-host.js'
export type { PublishedKey } from './keys.js'
export type { TestPoolOptions } from './options.js'
export type { ClaimsToSign, TestMachine, TestUser } from './tokens.js'
export {
  sessionStoreTests,
  type SessionStoreTest,
  type SessionStoreTestsOptions
} from './session-store-tests.js'
