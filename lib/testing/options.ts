import { Type, type Static } from '@sinclair/typebox'
import { errors } from '../errors.js'
import { mistakesIn } from '../options/mistakes.js'
import { received } from '../options/received.js'
import { awsIssuers, regionOf } from '../pool/pool.js'

const text = (expects: string) => Type.String({ minLength: 1, expects })

const TestPoolOptionsSchema = Type.Object({
  /** The id of the pool, with its Region: `eu-west-1_Staff`. Default `<region>_TestPool1`. Pools that stand beside each other need one each. */
  userPoolId: Type.Optional(text('the id of a user pool, such as eu-west-1_Staff')),
  /** The app client that tokens are issued to. Default `testclient1example`, or with a `userPoolId` one made of it: `clientOfStaff`. */
  clientId: Type.Optional(Type.String({ pattern: '^[\\w+]{1,128}$', expects: 'the id of an app client, letters and digits' })),
  /** The AWS Region of the pool. Default: the one in `userPoolId`, or `eu-west-1`. */
  region: Type.Optional(text('an AWS Region such as eu-west-1')),
  /**
   * Serves the key set at an address of this machine, so that keys can change and the host can fail. The plugin takes such an address
   * only where NODE_ENV is `development` or `test`. Default `false`: the keys are in hand, and there is no network.
   */
  keyHost: Type.Optional(Type.Boolean({ expects: 'true or false' })),
  /**
   * Gives the pool a clock that stands still until `advance` or `setTime`; its tokens are signed by it, and `options` has the application
   * judge them by it. Default `false`: the real time.
   */
  clock: Type.Optional(Type.Boolean({ expects: 'true or false' }))
}, { additionalProperties: false, expects: 'an object { userPoolId, clientId, region, keyHost, clock }' })

/** What a test pool is to be like. Everything may be left out. */
export type TestPoolOptions = Readonly<Static<typeof TestPoolOptionsSchema>>

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
export function namesFrom (given: TestPoolOptions): PoolNames {
  const wrong = mistakesIn(TestPoolOptionsSchema, given)
  if (wrong.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(wrong.join('\n'))
  const { userPoolId = `${given.region ?? 'eu-west-1'}_${POOL}` } = given
  const region = regionOf(userPoolId)
  if (region === null || region !== (given.region ?? region)) {
    throw new errors.FST_COGNITO_INVALID_OPTIONS(`- userPoolId: expects a Region, an underscore and letters or digits, such as ${regionOf(`${given.region}_a`) ?? 'eu-west-1'}_Staff; got ${received([], userPoolId)}`)
  }
  const { clientId = given.userPoolId === undefined ? CLIENT_ID : `clientOf${userPoolId.slice(region.length + 1)}` } = given
  return { userPoolId, clientId, issuer: awsIssuers(region, userPoolId)[0] as string }
}
