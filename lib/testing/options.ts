import { Type } from '@sinclair/typebox'
import { errors } from '../errors.js'
import { optionError } from '../options/option-error.js'
import { validationErrors } from '../options/validation-errors.js'
import { describeValue } from '../options/describe-value.js'
import { awsIssuers, regionOf } from '../pool/pool.js'

const text = (expects: string) => Type.String({ minLength: 1, expects })

/**
 * The options of `createTestPool()`.
 *
 * @example
 * ```ts
 * import { createTestPool, type TestPoolOptions } from 'fastify-cognito-auth/testing'
 *
 * const options: TestPoolOptions = { region: 'us-east-1', keyHost: true, clock: true }
 * const pool = await createTestPool(options)
 * ```
 */
export interface TestPoolOptions {
  /**
   * The ID of the pool, with its Region: `eu-west-1_Staff`. Each pool of an application needs its own ID.
   * Defaults to `<region>_TestPool1`.
   */
  readonly userPoolId?: string
  /**
   * The ID of the app client that tokens are issued to. Defaults to `testclient1example`, or with
   * `userPoolId` to an ID made from it: `clientOfStaff`.
   */
  readonly clientId?: string
  /** The AWS Region of the pool. Defaults to the Region in `userPoolId`, or `eu-west-1`. */
  readonly region?: string
  /**
   * Whether to serve the key set at a loopback URL, so that keys can be rotated and outages simulated. The
   * plugin accepts such a URL only if NODE_ENV is `development` or `test`. Defaults to `false`: the key set
   * is in `options`, and nothing is fetched.
   */
  readonly keyHost?: boolean
  /**
   * Whether the pool has a clock that changes only by `advance()` and `setTime()`. Tokens are signed with the
   * time of that clock, and `options` configures the application to verify them with it. Defaults to `false`:
   * the system clock.
   */
  readonly clock?: boolean
}

/** The schema of `TestPoolOptions`. */
export const TestPoolSchema = Type.Object(
  {
    userPoolId: Type.Optional(text('the ID of a user pool, such as eu-west-1_Staff')),
    clientId: Type.Optional(
      Type.String({
        pattern: '^[\\w+]{1,128}$',
        expects: 'the ID of an app client, such as 1h57kf5cpq17m0eml12example'
      })
    ),
    region: Type.Optional(text('an AWS Region such as eu-west-1')),
    keyHost: Type.Optional(Type.Boolean({ expects: 'true or false' })),
    clock: Type.Optional(Type.Boolean({ expects: 'true or false' }))
  },
  { additionalProperties: false, expects: 'an object { userPoolId, clientId, region, keyHost, clock }' }
)

/** The IDs of a pool, its app client and its issuer. */
export interface PoolNames {
  readonly userPoolId: string
  readonly clientId: string
  readonly issuer: string
}

/** Two pools that are created without options have the same IDs, but different keys. */
const POOL = 'TestPool1'
const CLIENT_ID = 'testclient1example'

/**
 * Returns the IDs of a test pool from its options.
 *
 * @throws FST_COGNITO_INVALID_OPTIONS with every invalid option
 */
export function namesFrom (options: TestPoolOptions): PoolNames {
  const problems = validationErrors(TestPoolSchema, options)
  if (problems.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(problems.join('\n'))
  const { userPoolId = `${options.region ?? 'eu-west-1'}_${POOL}` } = options
  const region = regionOf(userPoolId)
  if (region === null || region !== (options.region ?? region)) {
    throw new errors.FST_COGNITO_INVALID_OPTIONS(
      optionError(
        'userPoolId',
        'must be an AWS Region, an underscore, and letters or digits, such as ' +
          `${regionOf(`${options.region}_a`) ?? 'eu-west-1'}_Staff; got ${describeValue([], userPoolId)}`
      )
    )
  }
  const {
    clientId = options.userPoolId === undefined ? CLIENT_ID : `clientOf${userPoolId.slice(region.length + 1)}`
  } = options
  return { userPoolId, clientId, issuer: awsIssuers(region, userPoolId)[0] as string }
}
