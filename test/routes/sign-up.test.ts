import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, PASSWORD, post } from '../api.js'
import { startScripted } from '../scripted.js'

/** The username of a new account, and the destination of codes. */

const pool = await createTestPool()

async function scripted (t: Test, body: object, rateLimit: false | object = false) {
  const { endpoint, calls } = await startScripted(t, () => ({ body }))
  return { app: await buildApi(t, pool, { endpoint, routes: { prefix: '/auth', rateLimit } }), calls }
}

t.test('the username defaults to the email address', async t => {
  const { app, calls } = await scripted(t, { UserSub: 'c7f2a1de', UserConfirmed: true })
  for (const body of [
    { email: 'jane@example.com' },
    { username: 'jane' },
    { username: 'jane', email: 'jane@example.com' }
  ]) {
    t.equal((await post(app, '/auth/signup', { ...body, password: PASSWORD })).statusCode, 201)
  }
  const email = { Name: 'email', Value: 'jane@example.com' }
  t.strictSame(
    calls.map(({ body }) => [body['Username'], body['UserAttributes']]),
    [
      ['jane@example.com', [email]],
      ['jane', []],
      ['jane', [email]]
    ]
  )
})

t.test(
  'attempts are counted for the username; a sign-up without one counts by IP address',
  async t => {
    const { app, calls } = await scripted(
      t,
      { UserSub: 'c7f2a1de', UserConfirmed: true },
      { accountAndIp: { max: 1 }, ip: { max: 5 } }
    )
    const status = async (body: object) =>
      (await post(app, '/auth/signup', { ...body, password: PASSWORD })).statusCode
    t.equal(await status({ email: 'jane@example.com' }), 201)
    t.equal(await status({ username: 'JANE@example.com' }), 429, 'in any letter case')
    t.equal(await status({ username: 'jane' }), 201)
    t.equal(await status({}), 400)
    t.equal(calls.length, 2)
  }
)

t.test('the response has the destination of the code, as far as Cognito returns it', async t => {
  const { app } = await scripted(t, {
    CodeDeliveryDetailsList: [
      { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'j***@e***' },
      { AttributeName: 'phone_number', DeliveryMedium: 'SMS' },
      { DeliveryMedium: 'EMAIL', Destination: 'j***@e***' }
    ]
  })
  const response = await app.inject({
    method: 'PATCH',
    url: '/auth/me',
    headers: bearer(pool.signIn()),
    payload: { email: 'jane@example.com' }
  })
  t.strictSame(response.json(), {
    deliveries: [{ attribute: 'email', medium: 'EMAIL', destination: 'j***@e***' }]
  })
})
