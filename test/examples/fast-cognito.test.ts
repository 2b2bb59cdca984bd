import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  CognitoIdentityProviderClient
} from '@aws-sdk/client-cognito-identity-provider'
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { startLocalCognito, type LocalCognito, type LocalUser } from '../../dist/local/index.js'
import { buildApp } from '../../examples/fast-cognito/app.js'
import { exampleArgs, freePort } from './process.js'

process.env['NODE_ENV'] = 'test'

const ADMIN: LocalUser = {
  email: 'admin@example.com',
  password: 'Admin-passw0rd',
  name: 'Ada Admin',
  groups: ['admin']
}
const USER: LocalUser = { email: 'user@example.com', password: 'User-passw0rd', name: 'Uli User' }
const JANE = {
  full_name: 'Jane Doe',
  email: 'jane@example.com',
  phone_number: '+491711234567',
  password: 'Jane-passw0rd',
  role: 'admin'
}

type Fields = Record<string, string>

const clientOf = ({ endpoint }: LocalCognito) =>
  new CognitoIdentityProviderClient({
    region: 'local',
    endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })

/** Starts the example on its own local Cognito, at a real port. */
async function start (t: Test, around: Partial<Parameters<typeof buildApp>[1]> = {}) {
  const cognito = await startLocalCognito({ users: [ADMIN, USER] })
  const aws = clientOf(cognito)
  const wishes: [string, string][] = []
  const app = await buildApp(cognito.options, {
    aws,
    onRoleWish: (...wish) => {
      wishes.push(wish)
    },
    ...around
  })
  t.teardown(async () => {
    await app.close()
    await cognito.close()
    aws.destroy()
  })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })

  const send = async (
    method: string,
    path: string,
    { token, body }: { token?: string | undefined, body?: object } = {}
  ) => {
    const response = await fetch(`${address}/api/v1/auth/${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' })
      },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Fields
    }
  }
  const post = async (path: string, body?: object, token?: string) =>
    send('POST', path, { token, ...(body !== undefined && { body }) })
  const details = async (email: string, token?: string) =>
    send('GET', `user_details?email=${encodeURIComponent(email)}`, { token })
  const signIn = async ({ email, password }: { email: string, password: string }) => {
    const { status, body } = await post('signin', { email, password })
    if (status !== 200) throw new Error(`sign-in returned ${status}`)
    return { access: body['AccessToken'] as string, refresh: body['RefreshToken'] as string }
  }
  const lastCode = (email: string) => cognito.mailbox.last(email)?.code as string
  return { cognito, aws, wishes, post, details, signIn, lastCode }
}

t.test('the example is short: its text fits in a hundred full lines', async t => {
  const text = await readFile('examples/fast-cognito/app.ts', 'utf8')
  t.ok(text.replace(/\s+/g, ' ').length < 100 * 110)
})

t.test('signs a user up, in and out', async t => {
  const { post, details, signIn, lastCode, wishes } = await start(t)

  const signedUp = await post('signup', JANE)
  t.equal(signedUp.status, 201)
  t.match(signedUp.body, { message: String, sub: /^[\da-f-]{36}$/ })
  t.equal(signedUp.headers.get('cache-control'), 'no-store')
  t.strictSame(wishes, [[signedUp.body['sub'], 'admin']], 'the onRoleWish hook receives the role')

  t.equal((await post('signin', JANE)).status, 401, 'not before the code')
  const first = lastCode(JANE.email)
  t.equal((await post(`resend_confirmation_code?email=${JANE.email}`)).status, 200)
  t.not(lastCode(JANE.email), first)
  const verified = await post('verify_account', {
    email: JANE.email,
    confirmation_code: lastCode(JANE.email)
  })
  t.equal(verified.status, 200)
  t.match(verified.body, { message: String })

  const tokens = await post('signin', { email: JANE.email, password: JANE.password })
  t.equal(tokens.status, 200)
  t.match(tokens.body, { message: String, AccessToken: /^ey/, RefreshToken: String })

  const own = await details(JANE.email.toUpperCase(), tokens.body['AccessToken'])
  t.equal(own.status, 200)
  t.match(own.body, {
    sub: signedUp.body['sub'],
    email: JANE.email,
    name: 'Jane Doe',
    phone_number: '+491711234567'
  })

  const changed = await post(
    'change_password',
    { old_password: JANE.password, new_password: 'Jane-passw0rd-2' },
    tokens.body['AccessToken']
  )
  t.equal(changed.status, 200)
  t.match(changed.body, { message: String })
  t.equal((await post('signin', JANE)).status, 401)

  t.equal((await post(`forgot_password?email=${JANE.email}`)).status, 200)
  const reset = await post('confirm_forgot_password', {
    email: JANE.email,
    confirmation_code: lastCode(JANE.email),
    new_password: 'Jane-passw0rd-3'
  })
  t.equal(reset.status, 200)
  t.match(reset.body, { message: String })

  const { access, refresh } = await signIn({ email: JANE.email, password: 'Jane-passw0rd-3' })
  const renewed = await post('new_token', { refresh_token: refresh })
  t.equal(renewed.status, 200)
  t.match(renewed.body, { message: String, AccessToken: /^ey/, ExpiresIn: 3600 })

  t.equal((await details(JANE.email, access)).status, 200)
  t.equal((await post('logout', undefined, access)).status, 204)
  t.equal((await post('new_token', { refresh_token: refresh })).status, 401)
  t.equal(
    (await details(JANE.email, access)).status,
    401,
    'details come from Cognito itself, which no longer accepts the access token'
  )
})

t.test('the role that a user picks grants nothing; a group does', async t => {
  const { cognito, aws, post, details, signIn, lastCode } = await start(t)
  await post('signup', JANE)
  await post('verify_account', { email: JANE.email, confirmation_code: lastCode(JANE.email) })

  const before = await signIn(JANE)
  t.equal((await details(USER.email, before.access)).status, 403)
  t.notOk((await details(JANE.email, before.access)).body['custom:role'])

  await aws.send(
    new AdminAddUserToGroupCommand({
      UserPoolId: cognito.userPoolId,
      Username: JANE.email,
      GroupName: 'admin'
    })
  )
  const after = await signIn(JANE)
  t.equal((await details(USER.email, after.access)).status, 200)
})

t.test('invalid sign-ups are rejected', async t => {
  const { post, lastCode } = await start(t)
  const wrong: Record<string, Partial<typeof JANE>> = {
    'a name of 51 characters': { full_name: 'x'.repeat(51) },
    'no name': { full_name: '' },
    'an invalid email address': { email: 'jane' },
    'a phone number of 9 characters': { phone_number: '+49171123' },
    'an invalid phone number': { phone_number: '0171 1234567' },
    'a password of 7 characters': { password: 'Pass-w1' },
    'a password without a digit': { password: 'Jane-password' },
    'an unknown role': { role: 'root' }
  }
  for (const [label, fields] of Object.entries(wrong)) {
    const { status, body } = await post('signup', { ...JANE, ...fields })
    t.equal(status, 400, label)
    t.match(body, { statusCode: 400, error: 'Bad Request', message: String })
  }
  for (const field of Object.keys(JANE)) {
    t.equal((await post('signup', { ...JANE, [field]: undefined })).status, 400, `no ${field}`)
  }
  t.equal(lastCode(JANE.email), undefined)
})

t.test('an existing email address is rejected', async t => {
  const { post } = await start(t)
  t.match(await post('signup', { ...JANE, email: USER.email }), {
    status: 409,
    body: { code: 'FST_COGNITO_USERNAME_EXISTS' }
  })
})

t.test('responses do not reveal whether an account exists', async t => {
  const { post } = await start(t)
  await post('signup', JANE)
  const stranger = 'stranger@example.com'
  const alike = async (
    label: string,
    status: number,
    send: (email: string) => Promise<{ status: number, body: Fields }>
  ) => {
    const responses = await Promise.all([USER.email, JANE.email, stranger].map(send))
    t.strictSame(
      responses.map(response => response.status),
      [status, status, status],
      label
    )
    t.strictSame(
      responses.map(({ body }) => body),
      Array(3).fill(responses[0]?.body),
      label
    )
  }
  await alike('a wrong password', 401, async email => post('signin', { email, password: 'Wrong-passw0rd' }))
  await alike('a code for an account', 400, async email =>
    post('verify_account', { email, confirmation_code: '000000' })
  )
  await alike('a code for a password', 400, async email =>
    post('confirm_forgot_password', { email, confirmation_code: '000000', new_password: 'New-passw0rd' })
  )
  await alike('requesting the code again', 200, async email =>
    post(`resend_confirmation_code?email=${email}`)
  )
  await alike('forgetting the password', 200, async email => post(`forgot_password?email=${email}`))
})

t.test('details are available to the user and to administrators', async t => {
  const { details, signIn } = await start(t)
  const user = await signIn(USER)
  const admin = await signIn(ADMIN)

  t.equal((await details(USER.email)).status, 401)
  t.equal((await details(USER.email, 'ey.ey.ey')).status, 401)
  t.equal((await details(USER.email, user.access)).status, 200)
  t.match(await details(ADMIN.email, user.access), {
    status: 403,
    body: { code: 'FST_COGNITO_INSUFFICIENT_GROUPS' }
  })
  t.strictSame(
    (await details(ADMIN.email, user.access)).body,
    (await details('stranger@example.com', user.access)).body
  )

  const seen = await details(USER.email, admin.access)
  t.equal(seen.status, 200)
  t.match(seen.body, { email: USER.email, name: USER.name })
  t.match(await details('stranger@example.com', admin.access), {
    status: 404,
    body: { message: 'There is no such user.' }
  })
})

t.test('AWS error messages are not sent to the client', async t => {
  const aws = {
    send: async () => {
      throw Object.assign(new Error('User: arn:aws:iam::123456789012:user/server is not authorized'), {
        name: 'AccessDeniedException'
      })
    }
  }
  const { details, signIn } = await start(t, { aws: aws as unknown as CognitoIdentityProviderClient })
  const { status, body } = await details(USER.email, (await signIn(ADMIN)).access)
  t.equal(status, 503)
  t.notMatch(JSON.stringify(body), /arn/)
})

t.test('tokens are read from the header, and verified before the body is parsed', async t => {
  const { post, signIn } = await start(t)
  const { access } = await signIn(USER)
  const passwords = { old_password: USER.password, new_password: 'User-passw0rd-2' }
  t.equal((await post('change_password', { ...passwords, access_token: access })).status, 401)
  t.equal((await post('logout', { access_token: access })).status, 401)
  t.equal((await post('change_password', {}, 'ey.ey.ey')).status, 401)
  t.equal(
    (await post('change_password', { ...passwords, access_token: 'of an older client' }, access)).status,
    200
  )
})

t.test('invalid passwords and tokens are rejected', async t => {
  const { post, signIn } = await start(t)
  const { access } = await signIn(USER)
  t.equal(
    (
      await post(
        'change_password',
        { old_password: 'Wrong-passw0rd', new_password: 'User-passw0rd-2' },
        access
      )
    ).status,
    401
  )
  t.equal(
    (await post('change_password', { old_password: USER.password, new_password: 'user-password' }, access))
      .status,
    400
  )
  t.equal((await post('new_token', { refresh_token: 'made-up' })).status, 401)
  t.equal((await post('new_token', {})).status, 400)
})

t.test('the 11th attempt on one account is rejected; other accounts are not affected', async t => {
  const { post, signIn } = await start(t)
  const guess = async () => (await post('signin', { email: USER.email, password: 'Wrong-passw0rd' })).status
  for (let tries = 0; tries < 10; tries++) t.equal(await guess(), 401)
  const rejected = await post('signin', USER)
  t.match(rejected, { status: 429, body: { statusCode: 429, code: 'FST_COGNITO_TOO_MANY_ATTEMPTS' } })
  t.ok(rejected.headers.get('retry-after'))
  await signIn(ADMIN)
})

t.test('refreshing is limited by IP address only, with more attempts', async t => {
  const { post } = await start(t)
  for (let tries = 0; tries < 11; tries++) {
    t.equal((await post('new_token', { refresh_token: 'made-up' })).status, 401)
  }
})

t.test(
  "a sign-in with a further step is a challenge, which the plugin's own route responds to",
  async t => {
    const { cognito, aws, post } = await start(t)
    const email = 'invited@example.com'
    const attributes = { email, name: 'Ivy Invited', phone_number: '+491711234567' }
    await aws.send(
      new AdminCreateUserCommand({
        UserPoolId: cognito.userPoolId,
        Username: email,
        TemporaryPassword: 'Once-passw0rd',
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))
      })
    )
    const { status, body } = await post('signin', { email, password: 'Once-passw0rd' })
    t.equal(status, 200)
    t.match(body, { challenge: 'NEW_PASSWORD_REQUIRED', session: String })
    const response = await post('signin/challenge', {
      challenge: body['challenge'],
      session: body['session'],
      username: email,
      responses: { NEW_PASSWORD: 'Ivy-passw0rd' }
    })
    t.match(response, { status: 200, body: { accessToken: String } })
  }
)

t.test('it starts on its own Cognito and prints the codes', async t => {
  const port = await freePort()
  const child = spawn(
    process.execPath,
    exampleArgs('fast-cognito'),
    {
      env: { ...process.env, NODE_ENV: 'development', PORT: String(port), COGNITO_PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit']
    }
  )
  t.teardown(() => {
    child.kill('SIGKILL')
  })
  const ended = new Promise(resolve => {
    child.once('close', resolve)
  })
  const waitForOutput = async (pattern: RegExp) =>
    new Promise<void>(resolve => {
      let output = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (pattern.test(output)) resolve()
      })
    })
  await waitForOutput(/Ctrl-C stops it/)
  const code = waitForOutput(/The code for jane@example.com is \d{6}/)
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(JANE)
  })
  t.equal(response.status, 201)
  await code
  child.kill('SIGINT')
  t.equal(await ended, 0)
})
