import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { ADMIN, bearer, buildApi, newUser, post, signIn, startCognito, USER } from '../api.js'
import { SUCCESS } from './answers.js'
import { BODIES, EVERY_ROUTE, send } from './bodies.js'
import { startScripted } from '../scripted.js'

const PHRASE = 'Correct horse 7 battery'
const NEXT = 'Another  h0rse, of course'

t.test('a pass phrase is accepted as a password everywhere', async t => {
  const { endpoint, calls } = await startScripted(t, () => SUCCESS)
  const pool = await createTestPool()
  const app = await buildApi(t, pool, { endpoint, routes: EVERY_ROUTE })
  const token = pool.signIn({ groups: ['admin'] })
  const fields = Object.entries(BODIES).flatMap(([label, { body }]) =>
    Object.keys(body)
      .filter(name => /password$/i.test(name))
      .map(name => ({ label, name, change: { [name]: PHRASE } }))
  )
  const cases = Object.entries(BODIES).flatMap(([label, { body }]) => {
    const responses = (body['responses'] ?? {}) as object
    return Object.keys(responses)
      .filter(name => name.endsWith('PASSWORD'))
      .map(name => ({ label, name, change: { responses: { ...responses, [name]: PHRASE } } }))
  })
  t.ok(fields.length > 6 && cases.length > 2, 'there are some')
  for (const { label, name, change } of [...fields, ...cases]) {
    const { body, ...route } = BODIES[label] as (typeof BODIES)[string]
    for (const phrase of [PHRASE, 'a b', 'naïve\u3000pass\u00a0phrase\u00a0', 'a  b']) {
      calls.length = 0
      const text = JSON.stringify({ ...body, ...change }).replaceAll(PHRASE, phrase)
      const response = await send(app, route, text, token)
      t.ok(response.statusCode < 400, `${label}: ${name} ${phrase}: ${response.body}`)
      t.match(JSON.stringify(calls.map(({ body }) => body)), phrase, 'Cognito receives it unchanged')
    }
  }
})

t.test('the local Cognito accepts pass phrases too', async t => {
  const cognito = await startCognito(t)
  const admin = { users: { groups: ['admin'] } }
  const app = await buildApi(t, cognito, { routes: { prefix: '/auth', rateLimit: false, admin } })
  const email = 'jane@example.com'
  await post(app, '/auth/signup', { ...newUser(email), password: PHRASE })
  await post(app, '/auth/signup/confirm', { username: email, code: cognito.mailbox.last(email)?.code })
  const { accessToken } = await signIn(app, { email, password: PHRASE })
  const change = { password: PHRASE, newPassword: NEXT }
  t.equal((await post(app, '/auth/password/change', change, bearer(accessToken))).statusCode, 204)
  await post(app, '/auth/password/forgot', { username: email })
  const reset = { username: email, code: cognito.mailbox.last(email)?.code, newPassword: PHRASE }
  t.match((await post(app, '/auth/password/reset', reset)).json(), { reset: true })
  await signIn(app, { email, password: PHRASE })

  const administrator = bearer((await signIn(app, ADMIN)).accessToken)
  const attributes = { name: 'Joe', phone_number: '+491711234567' }
  const invitation = { email: 'joe@example.com', temporaryPassword: PHRASE, attributes }
  t.equal((await post(app, '/auth/admin/users', invitation, administrator)).statusCode, 201)
  const username = 'joe@example.com'
  const { challenge, session } = (await post(app, '/auth/signin', { username, password: PHRASE })).json()
  const response = { challenge, session, username, responses: { NEW_PASSWORD: NEXT } }
  t.match((await post(app, '/auth/signin/challenge', response)).json(), { tokenType: 'Bearer' })
})

t.test('the local Cognito rejects, like AWS, pass phrases that start or end with a space', async t => {
  const { client, userPoolId } = await clientOf(t)
  const user = { UserPoolId: userPoolId, Username: USER.email, Permanent: true }
  const set = (Password: string) => client.adminSetUserPassword({ ...user, Password })
  const rejected = { name: 'InvalidParameterException', message: "Value at 'password' failed to satisfy" }
  for (const password of [` ${PHRASE}`, `${PHRASE} `, 'Correct\nhorse-7']) {
    await t.rejects(set(password), rejected)
  }
  await set(PHRASE)
})

t.test('a password of one character is too short, not one with a space', async t => {
  const app = await buildApi(t, await startCognito(t))
  const { statusCode, code, message } = (
    await post(app, '/auth/signup', { ...newUser('kim@example.com'), password: 'x' })
  ).json()
  t.strictSame([statusCode, code], [400, 'FST_COGNITO_PASSWORD_POLICY'])
  t.match(message, 'Password must have at least 2 characters')
})

async function clientOf (t: Parameters<typeof startCognito>[0]) {
  const { CognitoIdentityProvider } = await import('@aws-sdk/client-cognito-identity-provider')
  const { endpoint, userPoolId } = await startCognito(t)
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new CognitoIdentityProvider({ region: 'local', endpoint, credentials })
  t.teardown(() => {
    client.destroy()
  })
  return { client, userPoolId }
}
