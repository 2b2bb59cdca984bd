import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { ERROR_BODY } from '../../dist/authorization/error-body.js'
import { isVerificationOptions } from '../../dist/options/compiled-options.js'
import { isSinglePoolOptions } from '../../dist/options/compiled-single-pool.js'
import { memorySessions } from '../../dist/index.js'
import { SinglePoolSchema, VerificationOptionsSchema } from '../../dist/options/schema.js'
import { ErrorBody } from '../../dist/schemas/index.js'

const run = promisify(execFile)

t.test('the compiled schemas are current', async t => {
  await t.resolves(run(process.execPath, ['scripts/compile-schemas.js', '--check']))
})

t.test('the compiled check accepts options of verification, and no others', async t => {
  const pool = { userPoolId: 'eu-west-1_AbC123xyz', clientId: '1h57kf5cpq17m0eml12example' }
  const resolve = async () => null
  for (const options of [
    pool,
    { ...pool, clientId: null, warmUp: 'eager', tokenCache: false, toUser: () => ({}) },
    { userPools: { staff: pool, resolve: pool } },
    { userPools: { resolve, ttl: 1000 }, groups: async () => [] }
  ]) {
    t.equal(isVerificationOptions(options), true, JSON.stringify(options))
    t.equal(Value.Check(VerificationOptionsSchema, options), true)
  }
  for (const options of [
    undefined,
    null,
    [pool],
    {},
    { ...pool, userPoolId: 'AbC123xyz' },
    { ...pool, clientId: undefined },
    { ...pool, clockTolerance: 301 },
    { ...pool, tokenCache: { max: 0 } },
    { ...pool, unknown: 1 },
    { ...pool, userPools: {} },
    { ...pool, routes: {} },
    { userPools: {} },
    { userPools: { resolve: 'x' } },
    { userPools: { staff: { ...pool, jwksUri: '' } } },
    { userPools: { resolve, max: 0 } }
  ]) {
    t.equal(isVerificationOptions(options), false, JSON.stringify(options))
    t.equal(Value.Check(VerificationOptionsSchema, options), false)
  }
})

t.test('the compiled check accepts valid options of one pool, and no invalid ones', async t => {
  const pool = { userPoolId: 'eu-west-1_AbC123xyz', clientId: '1h57kf5cpq17m0eml12example' }
  const session = { origin: 'https://app.example.com', store: memorySessions() }
  for (const options of [
    pool,
    { ...pool, routes: {} },
    { ...pool, routes: { prefix: '/auth', rateLimit: false }, session, signInPage: true },
    { ...pool, routes: { rateLimit: { ip: { max: 3 } } }, managedLogin: { domain: 'https://auth.example.com' } }
  ]) {
    t.equal(isSinglePoolOptions(options), true, JSON.stringify(options))
    t.equal(Value.Check(SinglePoolSchema, options), true)
  }
  for (const options of [
    undefined,
    {},
    { ...pool, routes: { prefix: 'auth' } },
    { ...pool, routes: { rateLimit: { ip: { max: 0 } } } },
    { ...pool, routes: { unknown: true } },
    { ...pool, session: {} },
    { ...pool, signInPage: 'yes' },
    { userPools: { staff: pool } }
  ]) {
    t.equal(isSinglePoolOptions(options), false, JSON.stringify(options))
    t.equal(Value.Check(SinglePoolSchema, options), false, JSON.stringify(options))
  }
})

t.test('options that the compiled check cannot check are checked by TypeBox', async t => {
  const pool = { userPoolId: 'eu-west-1_AbC123xyz', clientId: '1h57kf5cpq17m0eml12example' }
  const redis = { defineCommand () {} }
  t.equal(isSinglePoolOptions({ ...pool, routes: { rateLimit: { redis } } }), false)
  t.equal(Value.Check(SinglePoolSchema, { ...pool, routes: { rateLimit: { redis } } }), true)
})

t.test('the error body in OpenAPI documents is that of the schemas', async t => {
  t.strictSame(ERROR_BODY, JSON.parse(JSON.stringify(ErrorBody)))
})
