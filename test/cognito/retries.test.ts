import { CognitoIdentityProviderClient, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider'
import t, { type Test } from 'tap'
import { buildApi, PASSWORD, post } from '../api.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'

/** How often Cognito is called again, and for how long, measured on the network. */

const OPTIONS = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' }
const signIn = ['/auth/signin', { username: 'jane@example.com', password: PASSWORD }] as const
const refresh = ['/auth/refresh', { refreshToken: 'abc' }] as const
const TOKENS = { body: { AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 } } }
const THROTTLED = exception('TooManyRequestsException')
const BROKEN = exception('InternalErrorException', 'simulated failure', 500)

async function scripted (t: Test, response: () => ScriptedResponse, timeout?: number) {
  const { endpoint, calls } = await startScripted(t, response)
  const app = await buildApi(
    t,
    { options: { ...OPTIONS, endpoint } },
    timeout === undefined ? {} : { cognito: { timeout } }
  )
  return { app, calls, endpoint }
}

/** The SDK waits a random fraction of a delay that doubles. */
function withoutWaiting (t: Test): void {
  const { random } = Math
  t.teardown(() => {
    Math.random = random
  })
  Math.random = () => 0
}

t.test('a transient failure is tried three times, then reported', async t => {
  withoutWaiting(t)
  let response: ScriptedResponse = {}
  const { app, calls } = await scripted(t, () => response)
  const failures: [string, ScriptedResponse, readonly [string, object], number, string][] = [
    ['throttling, on sign-in', THROTTLED, signIn, 503, 'FST_COGNITO_UNAVAILABLE'],
    ['throttling, on refresh', THROTTLED, refresh, 429, 'FST_COGNITO_TOO_MANY_REQUESTS'],
    ['a server failure', BROKEN, signIn, 503, 'FST_COGNITO_UNAVAILABLE'],
    ['throttling by the front end', exception('ThrottlingException'), signIn, 503, 'FST_COGNITO_UNAVAILABLE'],
    [
      'throttling by the front end, on refresh',
      exception('ThrottlingException'),
      refresh,
      429,
      'FST_COGNITO_TOO_MANY_REQUESTS'
    ],
    [
      'a failure of the front end',
      exception('InternalFailure', 'simulated failure', 500),
      signIn,
      503,
      'FST_COGNITO_UNAVAILABLE'
    ],
    [
      'an error page of a gateway',
      { status: 503, body: '<html>' },
      signIn,
      503,
      'FST_COGNITO_UNAVAILABLE'
    ],
    ['a server failure, on refresh', BROKEN, refresh, 503, 'FST_COGNITO_UNAVAILABLE'],
    ['a connection that is cut', { connection: 'reset' }, signIn, 503, 'FST_COGNITO_UNAVAILABLE']
  ]
  for (const [label, failure, [url, body], status, code] of failures) {
    response = failure
    calls.length = 0
    const given = await post(app, url, body)
    t.match(given.json(), { statusCode: status, code }, label)
    t.equal(calls.length, 3, `${label} is tried three times`)
    t.equal(given.headers['retry-after'], '5', `${label} returns Retry-After`)
  }
})

t.test('an operation that may have succeeded is not retried', async t => {
  withoutWaiting(t)
  let response: ScriptedResponse = {}
  const { app, calls } = await scripted(t, () => response)
  const tries: [string, object][] = [
    refresh as unknown as [string, object],
    ['/auth/signup', { email: 'jane@example.com', password: PASSWORD }],
    ['/auth/signup/confirm', { username: 'jane@example.com', code: '123456' }],
    ['/auth/password/reset', { username: 'jane@example.com', code: '123456', newPassword: PASSWORD }],
    [
      '/auth/signin/challenge',
      {
        challenge: 'SMS_MFA',
        session: 'x'.repeat(20),
        username: 'jane@example.com',
        responses: { SMS_MFA_CODE: '123456' }
      }
    ]
  ]
  for (const lost of [
    { connection: 'reset' },
    { status: 502, body: '<html>' },
    { status: 504, body: '<html>' }
  ] as ScriptedResponse[]) {
    response = lost
    for (const [url, body] of tries) {
      calls.length = 0
      t.match((await post(app, url, body)).json(), { statusCode: 503, code: 'FST_COGNITO_UNAVAILABLE' })
      t.equal(calls.length, 1, `${url}: a lost response (${lost.status ?? lost.connection})`)
    }
  }
})

t.test('a third attempt that succeeds is a success', async t => {
  withoutWaiting(t)
  const responses = [BROKEN, { connection: 'reset' as const }, TOKENS, THROTTLED, THROTTLED, TOKENS]
  const { app, calls } = await scripted(t, () => responses.shift() as ScriptedResponse)
  t.equal((await post(app, ...signIn)).statusCode, 200)
  t.equal((await post(app, ...refresh)).statusCode, 200)
  t.equal(calls.length, 6)
})

t.test('a limit of one account is not retried: retries would use it up', async t => {
  const { app, calls } = await scripted(t, () => exception('LimitExceededException'))
  const tries = [
    [...signIn, 401],
    ['/auth/password/forgot', { username: 'jane@example.com' }, 202],
    ['/auth/password/reset', { username: 'jane@example.com', code: '123456', newPassword: PASSWORD }, 400]
  ] as const
  for (const [url, body, status] of tries) {
    calls.length = 0
    t.equal((await post(app, url, body)).statusCode, status)
    t.equal(calls.length, 1, url)
  }
})

t.test('rejections are final', async t => {
  let response: ScriptedResponse = {}
  const { app, calls } = await scripted(t, () => response)
  for (const name of [
    'NotAuthorizedException',
    'UserNotFoundException',
    'TooManyFailedAttemptsException',
    'ForbiddenException',
    'UserLambdaValidationException'
  ]) {
    response = exception(name)
    calls.length = 0
    await post(app, ...signIn)
    t.equal(calls.length, 1, name)
  }
})

t.test('cognito.timeout limits all attempts together', async t => {
  const TIMEOUT = 300
  const waits: [string, ScriptedResponse][] = [
    ['no response', { connection: 'hang' }],
    ['a long Retry-After', { ...THROTTLED, headers: { 'retry-after': '60' } }],
    ['a retry delay of the SDK', THROTTLED]
  ]
  let response: ScriptedResponse = {}
  const { app, calls } = await scripted(t, () => response, TIMEOUT)
  const { random } = Math
  t.teardown(() => {
    Math.random = random
  })
  Math.random = () => 0.99
  for (const [label, silence] of waits) {
    response = silence
    calls.length = 0
    const start = performance.now()
    const given = await post(app, ...refresh)
    const took = performance.now() - start
    t.match(given.json(), { statusCode: 503, code: 'FST_COGNITO_UNAVAILABLE' }, label)
    t.equal(given.headers['retry-after'], '5')
    t.ok(took >= TIMEOUT - 20 && took < TIMEOUT + 600, `${label}: it took ${took} ms`)
    t.equal(calls.length, 1)
  }
})

t.test(
  'many failures consume no more of the retry quota than with the SDK alone',
  async t => {
    withoutWaiting(t)
    let response: ScriptedResponse = {}
    const { app, calls, endpoint } = await scripted(t, () => response)
    const sdk = new CognitoIdentityProviderClient({ region: 'eu-west-1', endpoint })
    t.teardown(() => {
      sdk.destroy()
    })
    const ours = () => app.cognito.refresh({ refreshToken: 'abc' }).catch(() => {})
    const theirs = () => sdk.send(new GetUserCommand({ AccessToken: 'abc' })).catch(() => {})

    /** Counts the calls in an outage, during recovery, and in another outage. */
    const run = async (call: () => Promise<unknown>) => {
      const counts = []
      for (const [outcome, times] of [
        [BROKEN, 30],
        [TOKENS, 40],
        [BROKEN, 4]
      ] as const) {
        calls.length = 0
        response = outcome
        for (let i = 0; i < times; i++) await call()
        counts.push(calls.length)
      }
      return counts
    }
    const counts = await run(ours)
    t.ok((counts[0] as number) < 30 * 3, 'during an outage each request is soon sent once')
    t.ok((counts[2] as number) > 4, 'and afterwards more than once again')
    t.strictSame(counts, await run(theirs))
  }
)

t.test('account limits do not consume the retry quota', async t => {
  withoutWaiting(t)
  let response: ScriptedResponse = exception('LimitExceededException')
  const { app, calls } = await scripted(t, () => response)
  for (let i = 0; i < 150; i++) await app.cognito.refresh({ refreshToken: 'abc' }).catch(() => {})
  t.equal(calls.length, 150)
  response = BROKEN
  calls.length = 0
  await post(app, ...signIn)
  t.equal(calls.length, 3, 'a transient failure is still tried three times')
})
