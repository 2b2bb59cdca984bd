import t from 'tap'
import { attemptFrom, attemptOf, isLimited } from '../../dist/cognito/attempts.js'
import { createTestPool } from '../../dist/testing/index.js'

/** How attempts are counted: the accounts and destinations of the input of an operation. */

const pool = await createTestPool()
const ID = 'c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'
const accessToken = pool.signIn({ sub: ID })
const EMAIL = 'jane@example.com'
const PHONE = '+15555550100'
const byOwner = { account: ID }
const noAccount = { account: null }

t.test('a code for an attribute is sent to the value of that attribute', async t => {
  const tokens: string[] = []
  const destinationsOf = async (input: object, profile: Record<string, string>) => {
    const attempt = attemptOf('sendAttributeCode', input, async token => {
      tokens.push(token)
      return profile
    })
    t.match(attempt, { account: 'accessToken' in input ? ID : null })
    return (attempt?.destinations as () => Promise<readonly string[]>)()
  }
  const profile = { email: EMAIL, phone_number: PHONE }
  t.strictSame(await destinationsOf({ accessToken, name: 'email' }, profile), [EMAIL])
  t.strictSame(await destinationsOf({ accessToken, name: 'phone_number' }, profile), [PHONE])
  t.strictSame(await destinationsOf({ accessToken, name: 'email' }, { phone_number: PHONE }), [])
  t.strictSame(await destinationsOf({ accessToken, name: 'nickname' }, profile), [], 'no contact attribute')
  t.strictSame(await destinationsOf({ name: 'email' }, profile), [EMAIL])
  const read = [...Array<string>(4).fill(accessToken), '']
  t.strictSame(tokens, read, 'without a token, Cognito rejects the request')
})

t.test('a sign-up counts for the username, and for the contact attributes', async t => {
  const attributes = { email: 'joe@example.com', name: 'Jane' }
  t.strictSame(attemptOf('signUp', { username: EMAIL, attributes }), {
    destinations: [EMAIL, 'joe@example.com']
  })
  t.strictSame(attemptOf('signUp', {}), { destinations: [] })
  t.strictSame(attemptOf('signUp', { username: '', attributes: { phone_number: PHONE } }), {
    destinations: [PHONE]
  })
})

t.test('a sign-in counts as a message only if a code is requested', async t => {
  t.strictSame(attemptOf('signIn', { username: 'jane' }), { account: 'jane' })
  t.strictSame(attemptOf('signIn', { username: 'jane', preferredChallenge: 'PASSWORD_SRP' }), {
    account: 'jane'
  })
  for (const preferredChallenge of ['EMAIL_OTP', 'SMS_OTP']) {
    t.strictSame(attemptOf('signIn', { username: 'jane', preferredChallenge }), {
      account: 'jane',
      destinations: ['jane']
    })
  }
})

t.test('a response to a challenge counts as a message if it requests a code or sets a contact', async t => {
  const attempt = (responses: object, username: string | null = 'jane') =>
    attemptOf('respondToChallenge', { session: 'session', ...(username !== null && { username }), responses })
  t.strictSame(attempt({ SMS_MFA_CODE: '123456' }), { account: 'jane', destinations: [] })
  for (const ANSWER of ['EMAIL_OTP', 'SMS_OTP', 'EMAIL_MFA', 'SMS_MFA']) {
    t.strictSame(attempt({ ANSWER }), { account: 'jane', destinations: ['jane'] }, ANSWER)
  }
  t.strictSame(attempt({ ANSWER: 'SOFTWARE_TOKEN_MFA' }), { account: 'jane', destinations: [] })
  t.strictSame(attempt({ ANSWER: 'SMS_MFA' }, null), { account: null, destinations: [] })
  t.strictSame(attempt({ EMAIL, 'userAttributes.phone_number': PHONE }), {
    account: 'jane',
    destinations: [EMAIL, PHONE]
  })
})

t.test('a change of the profile counts if it sets a contact', async t => {
  t.equal(attemptOf('updateProfile', { accessToken, attributes: { name: 'Jane' } }), null)
  t.equal(attemptOf('updateProfile', { accessToken }), null)
  t.strictSame(attemptOf('updateProfile', { accessToken, attributes: { email: EMAIL, name: 'Jane' } }), {
    ...byOwner,
    destinations: [EMAIL]
  })
})

t.test('administrators count by destination', async t => {
  t.strictSame(attemptOf('inviteUser', { username: 'jane', attributes: { email: EMAIL } }), {
    destinations: ['jane', EMAIL],
    byAdministrator: true
  })
  t.strictSame(attemptOf('updateUser', { username: 'jane', attributes: { name: 'Jane' } }), {
    destinations: [],
    byAdministrator: true
  })
  for (const operation of ['resendInvitation', 'resetUserPassword'] as const) {
    t.strictSame(attemptOf(operation, { username: 'jane' }), {
      destinations: ['jane'],
      byAdministrator: true
    })
  }
})

t.test('other operations count by username, by the owner of the token, or by IP address only', async t => {
  for (const operation of ['confirmSignUp', 'resetPassword', 'setAuthEventFeedbackByToken'] as const) {
    t.strictSame(attemptOf(operation, { username: 'jane' }), { account: 'jane' }, operation)
  }
  for (const operation of ['changePassword', 'verifyAttribute', 'verifyTotp'] as const) {
    t.strictSame(attemptOf(operation, { accessToken }), byOwner, operation)
    t.strictSame(attemptOf(operation, {}), noAccount, operation)
    t.strictSame(attemptOf(operation, { accessToken: 'none' }), noAccount, operation)
  }
  for (const operation of ['refresh', 'signOut'] as const) {
    t.strictSame(attemptOf(operation, { refreshToken: 'none' }), {}, operation)
  }
  for (const operation of ['forgotPassword', 'resendConfirmationCode'] as const) {
    t.strictSame(attemptOf(operation, { username: 'jane' }), { destinations: ['jane'] }, operation)
  }
})

t.test('other types than strings cannot represent an account in several ways', async t => {
  t.strictSame(attemptOf('confirmSignUp', { username: 7 }), { account: '7' })
  t.strictSame(attemptOf('confirmSignUp', { username: null }), noAccount)
  for (const username of [['jane'], { name: 'jane' }]) {
    t.throws(() => attemptOf('confirmSignUp', { username }), {
      code: 'FST_COGNITO_INVALID_INPUT',
      message: 'username must be a string.'
    })
  }
})

t.test('the input is read from the body, or from the parameters of the path', async t => {
  const request = { body: { username: 'jane' }, params: { username: 'joe' } } as never
  t.strictSame(attemptFrom('resendInvitation')(request), { destinations: ['jane'], byAdministrator: true })
  t.strictSame(attemptFrom('resendInvitation', 'params')(request), {
    destinations: ['joe'],
    byAdministrator: true
  })
})

t.test('operations that are not limited', async t => {
  t.equal(isLimited('signIn'), true)
  for (const name of ['profile', 'toString', '__proto__']) t.equal(isLimited(name), false, name)
})
