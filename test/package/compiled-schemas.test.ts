import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { ERROR_BODY } from '../../dist/authorization/error-body.js'
import { isVerificationOptions } from '../../dist/options/compiled-options.js'
import { VerificationOptionsSchema } from '../../dist/options/schema.js'
import { ErrorBody } from '../../dist/schemas/index.js'

const run = promisify(execFile)

t.test('the compiled schemas are current', async t => {
  await t.resolves(run(process.execPath, ['scripts/compile-schemas.js', '--check']))
})

t.test('options of verification are accepted by the compiled check, and no others', async t => {
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

t.test('the body of errors in documents is that of the schemas', async t => {
  t.strictSame(ERROR_BODY, JSON.parse(JSON.stringify(ErrorBody)))
})
