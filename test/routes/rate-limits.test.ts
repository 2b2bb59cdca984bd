import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, newUser, PASSWORD, post } from '../api.js'
import { startScripted } from '../scripted.js'
import { SUCCESS } from './answers.js'
import { ADMINISTRATION, EVERY_ROUTE, REQUESTS, type RouteRequest } from './bodies.js'

/** The rate limits of each route, and their keys. */

const pool = await createTestPool()

async function scripted (t: Test, rateLimit: object = { accountAndIp: { max: 1 } }) {
  const { endpoint, calls } = await startScripted(t, () => SUCCESS)
  // A session at /signup/confirm requires USER_AUTH.
  const signIn = { flows: ['USER_PASSWORD_AUTH' as const, 'USER_AUTH' as const] }
  const routes = { prefix: '/auth', rateLimit, signIn, admin: ADMINISTRATION }
  const app = await buildApi(t, pool, { endpoint, routes })
  const token = pool.signIn({ groups: ['admin'] })
  const send = async ({ method, url, payload }: RouteRequest, as = token) =>
    (await app.inject({ method, url, headers: bearer(as), ...(payload !== undefined && { payload }) }))
      .statusCode
  return { app, send, calls }
}

const ADDRESS: RouteRequest = { method: 'PATCH', url: '/auth/me', payload: { email: 'joan@example.com' } }

/** Where a guess could succeed, or a message is sent. */
const COUNTED: Record<string, RouteRequest> = {
  ...Object.fromEntries(
    (
      [
        'signUp',
        'confirmSignUp',
        'resendConfirmationCode',
        'signIn',
        'respondToChallenge',
        'forgotPassword',
        'resetPassword',
        'changePassword',
        'sendAttributeCode',
        'verifyAttribute',
        'verifyTotp',
        'setAuthEventFeedbackByToken'
      ] as const
    ).map(name => [name, REQUESTS[name]])
  ),
  'a new address': ADDRESS,
  'a new number': { ...ADDRESS, payload: { phone_number: '+491711234567' } }
}

t.test('attempts on one account are counted if a guess could succeed or a message is sent', async t => {
  for (const [label, request] of Object.entries(COUNTED)) {
    const { send, calls } = await scripted(t)
    t.ok((await send(request)) < 300, label)
    calls.length = 0
    t.equal(await send(request), 429, label)
    t.strictSame(calls, [], 'Cognito is not called')
  }
})

t.test('all other routes are not limited', async t => {
  const counted = new Set<string>([...Object.keys(COUNTED), 'updateProfile'])
  for (const [label, request] of Object.entries(REQUESTS).filter(([name]) => !counted.has(name))) {
    const { send } = await scripted(t)
    for (let i = 0; i < 3; i++) t.ok((await send(request)) < 300, label)
  }
})

t.test('a profile change without an address is not limited', async t => {
  const { send } = await scripted(t)
  t.ok((await send(ADDRESS)) < 300)
  for (let i = 0; i < 3; i++) t.ok((await send({ ...ADDRESS, payload: { name: `Jane ${i}` } })) < 300)
  t.equal(
    await send({ ...ADDRESS, payload: { name: 'Jane', email: 'june@example.com' } }),
    429,
    'other addresses count together, whatever else is changed'
  )
  t.ok(
    (await send({ ...ADDRESS, payload: { email: 'jill@example.com' } }, pool.signIn())) < 300,
    'those of another user do not'
  )
  t.equal(await send(ADDRESS, pool.signIn()), 429, 'the same address does, for any user')
})

t.test('a request rejected for an old sign-in is not counted', async t => {
  const { send } = await scripted(t)
  const [sub, old] = ['c7f2a1de', { auth_time: Math.floor(Date.now() / 1000) - 3600 }]
  for (let i = 0; i < 3; i++) t.equal(await send(ADDRESS, pool.signIn({ sub, claims: old })), 401)
  t.ok((await send(ADDRESS, pool.signIn({ sub }))) < 300)
})

t.test('sign-ups are counted by the destination of the code, whatever the username', async t => {
  const phone = '+491711234567'
  const same: [string, (index: number) => object][] = [
    [
      'the email address',
      index => ({ username: `made-up-${index}`, email: 'jane@example.com', password: PASSWORD })
    ],
    [
      'the email address among the attributes',
      index => ({
        username: `made-up-${index}`,
        password: PASSWORD,
        attributes: { email: 'jane@example.com' }
      })
    ],
    [
      'the email address, in either place',
      index =>
        index === 0
          ? { email: 'jane@example.com', password: PASSWORD }
          : { username: 'x', password: PASSWORD, attributes: { email: 'JANE@example.com' } }
    ],
    [
      'the phone number',
      index => ({ username: `made-up-${index}`, password: PASSWORD, attributes: { phone_number: phone } })
    ],
    [
      'the phone number, whatever the email address',
      index => ({
        email: `made-up-${index}@example.com`,
        password: PASSWORD,
        attributes: { phone_number: phone }
      })
    ],
    [
      'the email address, whatever the phone number',
      index => ({
        email: 'jane@example.com',
        password: PASSWORD,
        attributes: { phone_number: `+49171123456${index}` }
      })
    ],
    [
      'the email address, with sub-addresses',
      index => ({ email: `jane+${index}@example.com`, password: PASSWORD })
    ],
    [
      'the email address as the username',
      index => ({
        username: index === 0 ? 'jane@example.com' : `made-up-${index}`,
        email: 'jane@example.com',
        password: PASSWORD
      })
    ],
    [
      'the username',
      index => ({ username: 'jane', password: PASSWORD, attributes: { email: `jane-${index}@example.com` } })
    ]
  ]
  for (const [label, bodyOf] of same) {
    const { app } = await scripted(t)
    const statuses: number[] = []
    for (let i = 0; i < 3; i++) statuses.push((await post(app, '/auth/signup', bodyOf(i))).statusCode)
    t.strictSame(statuses, [201, 429, 429], label)
  }
  const { app } = await scripted(t)
  for (let i = 0; i < 3; i++) {
    t.equal(
      (
        await post(app, '/auth/signup', {
          ...newUser(`jane-${i}@example.com`),
          attributes: { phone_number: `+49171123456${i}` }
        })
      ).statusCode,
      201,
      'another address is counted separately'
    )
  }
})

/** One message to the same mailbox by each operation that sends one. */
const MESSAGES: Record<string, RouteRequest> = {
  signUp: {
    method: 'POST',
    url: '/auth/signup',
    payload: { email: 'jane+1@example.com', password: PASSWORD }
  },
  resendConfirmationCode: {
    method: 'POST',
    url: '/auth/signup/resend',
    payload: { username: 'JANE@example.com' }
  },
  forgotPassword: {
    method: 'POST',
    url: '/auth/password/forgot',
    payload: { username: 'jane+2@example.com' }
  },
  signIn: {
    method: 'POST',
    url: '/auth/signin',
    payload: { flow: 'USER_AUTH', username: 'jane@example.com', preferredChallenge: 'EMAIL_OTP' }
  },
  respondToChallenge: challenge('SELECT_CHALLENGE', { ANSWER: 'EMAIL_OTP' }),
  'a first password with another address': challenge(
    'NEW_PASSWORD_REQUIRED',
    { NEW_PASSWORD: PASSWORD, 'userAttributes.email': 'jane+3@example.com' },
    'jill'
  ),
  updateProfile: { method: 'PATCH', url: '/auth/me', payload: { email: 'jane@example.com' } },
  sendAttributeCode: REQUESTS.sendAttributeCode
}

function challenge (name: string, responses: object, username = 'jane@example.com'): RouteRequest {
  return {
    method: 'POST',
    url: '/auth/signin/challenge',
    payload: { challenge: name, session: 'session-of-20-characters', username, responses }
  }
}

const INVITATIONS: Record<string, RouteRequest> = {
  inviteUser: { method: 'POST', url: '/auth/admin/users', payload: { email: 'jane@example.com' } },
  updateUser: {
    method: 'PATCH',
    url: '/auth/admin/users/joe',
    payload: { attributes: { email: 'jane@example.com' } }
  },
  resendInvitation: { method: 'POST', url: '/auth/admin/users/jane@example.com/invitation' },
  resetUserPassword: { method: 'POST', url: '/auth/admin/users/jane+4@example.com/reset-password' }
}

async function onWireWithJane (t: Test, rateLimit: object) {
  const { endpoint, calls } = await startScripted(t, () => ({
    body: {
      ...(SUCCESS.body as object),
      UserAttributes: [
        { Name: 'sub', Value: 'c7f2a1de' },
        { Name: 'email', Value: 'jane@example.com' }
      ]
    }
  }))
  const app = await buildApi(t, pool, { endpoint, routes: { ...EVERY_ROUTE, rateLimit } })
  const send = async ({ method, url, payload }: RouteRequest, from = '203.0.113.1') => {
    const headers = bearer(pool.signIn({ groups: ['admin'], sub: 'c7f2a1de' }))
    return (
      await app.inject({
        method,
        url,
        headers,
        remoteAddress: from,
        ...(payload !== undefined && { payload })
      })
    ).statusCode
  }
  return { send, calls }
}

t.test('messages to one mailbox count together, whichever operation sends them', async t => {
  for (const [first, one] of Object.entries(MESSAGES)) {
    const { send, calls } = await onWireWithJane(t, { accountAndIp: { max: 1 } })
    t.ok((await send(one)) < 300, first)
    calls.length = 0
    for (const [second, another] of Object.entries(MESSAGES)) {
      t.equal(await send(another), 429, `${second} after ${first}`)
    }
    t.notOk(
      calls.some(({ operation }) => operation !== 'GetUser'),
      'Cognito is not called to send anything'
    )
    t.ok(
      (await send(MESSAGES['forgotPassword'] as RouteRequest, '203.0.113.2')) < 300,
      'from another IP address it is sent'
    )
  }
})

t.test(
  'messages to one mailbox are limited across IP addresses, including those of administrators',
  async t => {
    for (const [label, request] of Object.entries({ ...MESSAGES, ...INVITATIONS })) {
      const { send } = await onWireWithJane(t, { accountAndIp: { max: 1 }, account: { max: 3 } })
      const forgot = MESSAGES['forgotPassword'] as RouteRequest
      for (let i = 2; i < 5; i++) t.ok((await send(forgot, `203.0.113.${i}`)) < 300, label)
      t.equal(await send(request), 429, label)
    }
  }
)

t.test('an administrator may invite many users from one IP address, and one user several times', async t => {
  const { send } = await onWireWithJane(t, { accountAndIp: { max: 1 }, ip: { max: 1 } })
  for (const [label, request] of Object.entries(INVITATIONS)) {
    for (let i = 0; i < 2; i++) t.ok((await send(request)) < 300, label)
  }
})

t.test('changing a user without a message is not counted', async t => {
  const { send } = await onWireWithJane(t, { accountAndIp: { max: 1 }, ip: { max: 1 } })
  const changes = [
    { attributes: { name: 'Joe' } },
    { attributes: { phone_number: null } },
    { emailVerified: true }
  ]
  for (const payload of [...changes, ...changes]) {
    t.ok((await send({ method: 'PATCH', url: '/auth/admin/users/joe', payload })) < 300)
  }
})

t.test('attempts that send no message do not count for those that do', async t => {
  const { send } = await onWireWithJane(t, { accountAndIp: { max: 1 } })
  const silent: RouteRequest[] = [
    {
      method: 'POST',
      url: '/auth/signin',
      payload: { flow: 'USER_AUTH', username: 'jane@example.com', preferredChallenge: 'PASSWORD' }
    },
    challenge('SELECT_CHALLENGE', { ANSWER: 'PASSWORD', PASSWORD }),
    {
      method: 'POST',
      url: '/auth/password/reset',
      payload: { username: 'jane@example.com', code: '123456', newPassword: PASSWORD }
    }
  ]
  for (const request of silent) t.ok((await send(request)) < 300)
  t.ok((await send(MESSAGES['resendConfirmationCode'] as RouteRequest)) < 300)
})

t.test('a sign-up without a destination counts by IP address only, and does not call Cognito', async t => {
  const { app, calls } = await scripted(t, { ip: { max: 2 } })
  const statuses: number[] = []
  for (let i = 0; i < 3; i++) {
    statuses.push((await post(app, '/auth/signup', { password: PASSWORD })).statusCode)
  }
  t.strictSame(statuses, [400, 400, 429])
  t.strictSame(calls, [])
})

t.test('a sign-up with two different email addresses is rejected', async t => {
  const { app, calls } = await scripted(t)
  const wrong = await post(app, '/auth/signup', {
    email: 'jane@example.com',
    password: PASSWORD,
    attributes: { email: 'mallory@example.com' }
  })
  t.match(wrong.json(), {
    statusCode: 400,
    code: 'FST_COGNITO_INVALID_INPUT',
    message: 'email and attributes.email must be equal.'
  })
  t.strictSame(calls, [])
  t.equal(
    (
      await post(app, '/auth/signup', {
        email: 'kim@example.com',
        password: PASSWORD,
        attributes: { email: 'kim@example.com' }
      })
    ).statusCode,
    201,
    'the same one twice is accepted'
  )
  t.strictSame(calls[0]?.body['UserAttributes'], [{ Name: 'email', Value: 'kim@example.com' }])
})
