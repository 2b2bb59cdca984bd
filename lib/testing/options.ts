import { Type } from '@sinclair/typebox'
import { errors } from '../errors.js'
import { validationErrors } from '../options/validation-errors.js'
import { describeValue } from '../options/describe-value.js'
import { awsIssuers, regionOf } from '../pool/pool.js'

const text = (expects: string) => Type.String({ minLength: 1, expects })

/** The options of `createTestPool()`. */
export interface TestPoolOptions {
  /**
   * The ID of the pool, with its Region: `eu-west-1_Staff`. Pools that one application uses need an ID each.
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
   * Serves the key set at a loopback address, so that keys can change and the host can fail. The plugin
   * accepts such an address only if NODE_ENV is `development` or `test`. Defaults to `false`: the keys are in
   * `options`, and nothing is fetched.
   */
  readonly keyHost?: boolean
  /**
   * Gives the pool a clock that changes only by `advance()` and `setTime()`. Its tokens are signed by that
   * clock, and `options` makes the application verify them by it. Defaults to `false`: the time of the
   * system.
   */
  readonly clock?: boolean
}

/** The schema of `TestPoolOptions`. */
export const TestPoolSchema = Type.Object(
  {
    userPoolId: Type.Optional(text('the id of a user pool, such as eu-west-1_Staff')),
    clientId: Type.Optional(
      Type.String({
        pattern: '^[\\w+]{1,128}$',
        expects: 'the id of an app client, letters and digits'
      })
    ),
    region: Type.Optional(text('an AWS Region such as eu-west-1')),
    keyHost: Type.Optional(Type.Boolean({ expects: 'true or false' })),
    clock: Type.Optional(Type.Boolean({ expects: 'true or false' }))
  },
  { additionalProperties: false, expects: 'an object { userPoolId, clientId, region, keyHost, clock }' }
)

/** How a pool and its tokens are named. */
export interface PoolNames {
  readonly userPoolId: string
  readonly clientId: string
  readonly issuer: string
}

/** Two pools made without options are one pool to an application, with other keys. */
const POOL = 'TestPool1'
const CLIENT_ID = 'testclient1example'

/** @throws FST_COGNITO_INVALID_OPTIONS naming every mistake */
export function namesFrom (options: TestPoolOptions): PoolNames {
  const problems = validationErrors(TestPoolSchema, options)
  if (problems.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(problems.join('\n'))
  const { userPoolId = `${options.region ?? 'eu-west-1'}_${POOL}` } = options
  const region = regionOf(userPoolId)
  if (region === null || region !== (options.region ?? region)) {
    throw new errors.FST_COGNITO_INVALID_OPTIONS(
      '- userPoolId: expects a Region, an underscore and letters or digits, such as ' +
        `${regionOf(`${options.region}_a`) ?? 'eu-west-1'}_Staff; got ${describeValue([], userPoolId)}`
    )
  }
  const {
    clientId = options.userPoolId === undefined ? CLIENT_ID : `clientOf${userPoolId.slice(region.length + 1)}`
  } = options
  return { userPoolId, clientId, issuer: awsIssuers(region, userPoolId)[0] as string }
}
