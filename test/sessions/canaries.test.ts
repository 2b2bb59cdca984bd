import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { InjectOptions } from 'fastify'
import type { Redis } from 'ioredis'
import t from 'tap'
import { redisSessions } from '../../dist/index.js'
import { newCookie } from '../../dist/sessions/cookie.js'
import { logLines, startCognito } from '../api.js'
import { noRedis, startRedis } from '../redis.js'
import { type Browser, buildWithSessions } from './application.js'

/**
 * The life of sessions: no token, password, code or key in Redis, a log line, an event, or a response, except
 * for the session cookie in its own `Set-Cookie`.
 */

const HOUR = 3_600_000
const COOKIE = '__Host-Http-session'

const JANE = { email: 'jane@example.com', password: 'Canary-jane-1', name: 'Jane' }
const ADA = { email: 'ada@example.com', password: 'Canary-ada-1', name: 'Ada', groups: ['admin'] }
const NEW_PASSWORD = 'Canary-jane-2'
const TEMPORARY = 'Canary-jane-3'

/** Operations of Cognito that return tokens. */
const ISSUING = ['InitiateAuth', 'RespondToAuthChallenge', 'GetTokensFromRefreshToken', 'ConfirmSignUp']

const EVENTS = [
  'token-verified',
  'token-rejected',
  'request-denied',
  'signed-up',
  'signed-in',
  'signed-out',
  'password-changed',
  'contact-changed',
  'mfa-changed',
  'revoked'
].map(name => `fastify-cognito-auth:${name}`)

/** Text that was seen, and the secrets that belong there. */
interface Seen {
  where: string
  text: string
  own?: readonly string[]
}

/** The secrets of the test, and where they were found. */
class Hunt {
  readonly secrets = new Set<string>()
  readonly #seen: Seen[] = []

  add (...values: readonly (string | undefined)[]): void {
    for (const value of values) {
      if (value === undefined) continue
      // The header of a JSON Web Token is not secret.
      const parts = value.split('.').slice(1).filter(({ length }) => length > 20)
      for (const secret of [value, ...parts]) this.secrets.add(secret)
    }
  }

  /** A cookie, its ID and its key, in the encodings that a program might write. */
  addCookie (value: string): void {
    const bytes = Buffer.from(value, 'base64url')
    for (const part of [bytes, bytes.subarray(0, 16), bytes.subarray(16)]) {
      for (const encoding of ['base64url', 'base64', 'hex'] as const) {
        this.secrets.add(part.toString(encoding).replace(/=+$/, ''))
      }
    }
  }

  see (...seen: Seen[]): void {
    this.#seen.push(...seen)
  }

  get found (): string[] {
    return this.#seen.flatMap(({ where, text, own = [] }) =>
      [...this.secrets]
        .filter(secret => !own.some(own => own.includes(secret)) && includes(text, secret))
        .map(secret => `${where}: ${secret.slice(0, 12)}`)
    )
  }

  get size (): number {
    return this.#seen.length
  }
}

/** The digits of a code may also be part of a longer number. */
function includes (text: string, secret: string): boolean {
  return /^\d+$/.test(secret) ? new RegExp(`(?<!\\d)${secret}(?!\\d)`).test(text) : text.includes(secret)
}

async function contentsOf (redis: Redis): Promise<string> {
  const keys = await redis.keys('*')
  const values = await Promise.all(
    keys.map(async key => {
      const type = await redis.type(key)
      if (type === 'hash') return redis.hgetall(key)
      return type === 'zset' ? redis.zrange(key, '0', '-1') : redis.get(key)
    })
  )
  return JSON.stringify([keys, values])
}

t.test('no secret of a session is where it does not belong', { skip: noRedis }, async t => {
  const hunt = new Hunt()
  const server = await startRedis(t)
  const redis = server.connect()
  await redis.ping()
  const clock = { now: Date.now() }
  const cognito = await startCognito(t, {
    clock: () => clock.now,
    users: [JANE, ADA],
    pool: { clientSecret: true, mfa: 'optional' }
  })
  const collect = () => {
    for (const operation of ISSUING) {
      cognito.fail(operation, async (_call, respond) => {
        const response = await respond()
        const { AuthenticationResult: tokens, Session } = response.body as {
          AuthenticationResult?: Record<string, string>
          Session?: string
        }
        hunt.add(tokens?.['AccessToken'], tokens?.['IdToken'], tokens?.['RefreshToken'], Session)
        return response
      })
    }
  }
  collect()
  hunt.add(JANE.password, ADA.password, NEW_PASSWORD, TEMPORARY, cognito.options.clientSecret)

  const onEvent = (message: unknown, name: string | symbol) => {
    hunt.see({ where: String(name), text: JSON.stringify(message) })
  }
  for (const name of EVENTS) subscribe(name, onEvent)
  t.teardown(() => {
    for (const name of EVENTS) unsubscribe(name, onEvent)
  })

  const { lines, logger } = logLines()
  const { app, browser } = await buildWithSessions(t, cognito, {
    server: { logger, pluginTimeout: 60_000 },
    clock: () => clock.now,
    routes: { prefix: '/auth', rateLimit: false, admin: { users: { groups: ['admin'] } } },
    session: { store: redisSessions({ redis }) }
  })
  const statuses = new Set<number>()
  let isRedisAway = false

  const send = async (
    user: Browser,
    method: NonNullable<InjectOptions['method']>,
    url: string,
    payload?: object,
    headers: Record<string, string> = {}
  ) => {
    const response = await user.send(method, url, {
      headers: { 'x-session': 'cookie', ...headers },
      ...(payload !== undefined && { payload })
    })
    const { statusCode, body, cookies } = response
    statuses.add(statusCode)
    for (const { value } of cookies) if (value !== '') hunt.addCookie(value)
    // The Session of a challenge, and the key for an authenticator, are for the client.
    const { session, secret, uri } = (body.startsWith('{') ? JSON.parse(body) : {}) as Record<string, string>
    hunt.add(secret)
    const own = [session, secret].filter(value => typeof value === 'string')
    const { 'set-cookie': set, ...others } = response.headers
    const withoutValues = [set ?? []]
      .flat()
      .map(text => text.replace(new RegExp(`^${COOKIE}=[^;]*`), COOKIE))
    hunt.see(
      { where: `body of ${method} ${url}`, text: body, own },
      { where: `headers of ${method} ${url}`, text: JSON.stringify([others, withoutValues]) }
    )
    t.ok(uri === undefined || uri.includes(secret as string))
    if (!isRedisAway) hunt.see({ where: `Redis at ${method} ${url}`, text: await contentsOf(redis) })
    return response
  }
  const signIn = (user: Browser, { email, password }: { email: string, password: string }) =>
    send(user, 'POST', '/auth/signin', { username: email, password })
  const [jane, other, ada] = [browser(), browser(), browser()]

  // Sign-in, requests, a refresh
  t.equal((await signIn(jane, { ...JANE, password: `${JANE.password}-wrong` })).statusCode, 401)
  t.equal((await signIn(jane, JANE)).statusCode, 200)
  t.equal((await signIn(other, JANE)).statusCode, 200)
  t.equal((await signIn(ada, ADA)).statusCode, 200)
  for (const url of ['/profile', '/auth/me', '/auth/session', '/admin']) await send(jane, 'GET', url)
  t.equal((await send(jane, 'POST', '/auth/logout', {}, { 'sec-fetch-site': 'cross-site' })).statusCode, 403)
  clock.now += 2 * HOUR
  t.equal((await send(jane, 'GET', '/profile')).statusCode, 200)

  // A step-up, the own account with a code by email, and a sign-in with a challenge
  t.match((await send(jane, 'POST', '/auth/me/mfa/totp')).json(), { code: 'FST_COGNITO_SIGN_IN_TOO_OLD' })
  t.equal((await signIn(jane, JANE)).statusCode, 200)
  await send(jane, 'POST', '/auth/me/attributes/email/code')
  const code = cognito.mailbox.last(JANE.email)?.code as string
  hunt.add(code)
  await send(jane, 'POST', '/auth/me/attributes/email/verify', { code: '000000' })
  await send(jane, 'POST', '/auth/me/attributes/email/verify', { code })
  await send(jane, 'POST', '/auth/me/mfa/totp')
  const totp = cognito.totp(JANE.email)
  hunt.add(totp)
  t.equal((await send(jane, 'POST', '/auth/me/mfa/totp/verify', { code: totp })).statusCode, 200)
  await send(jane, 'PUT', '/auth/me/mfa', { totp: { enabled: true, preferred: true } })
  await send(jane, 'POST', '/auth/password/change', { password: 'Canary-wrong', newPassword: NEW_PASSWORD })
  await send(jane, 'POST', '/auth/password/change', { password: JANE.password, newPassword: NEW_PASSWORD })
  clock.now += 60_000
  const { session, challenge } = (await signIn(jane, { ...JANE, password: NEW_PASSWORD })).json()
  t.equal(challenge, 'SOFTWARE_TOKEN_MFA')
  const respond = async (code: string) =>
    send(jane, 'POST', '/auth/signin/challenge', {
      challenge,
      session,
      username: JANE.email,
      responses: { SOFTWARE_TOKEN_MFA_CODE: code }
    })
  await respond('000000')
  const secondCode = cognito.totp(JANE.email)
  hunt.add(secondCode)
  t.equal((await respond(secondCode)).statusCode, 200)

  // Cookies that are not valid
  const { cookie } = jane
  for (const value of [newCookie().value, `${cookie?.value.slice(0, -4)}AAAA`, 'Canary-cookie']) {
    hunt.add(value)
    jane.cookie = { name: COOKIE, value }
    t.equal((await send(jane, 'GET', '/profile')).statusCode, 401)
  }
  jane.cookie = cookie

  // Cognito is away, also when a session ends
  clock.now += 2 * HOUR
  for (const operation of [...ISSUING, '*']) cognito.fail(operation, { connection: 'reset' })
  t.equal((await send(jane, 'GET', '/profile')).statusCode, 503)
  t.equal((await signIn(jane, JANE)).statusCode, 503)
  t.equal((await send(jane, 'POST', '/auth/logout')).statusCode, 204)
  cognito.restore()
  collect()

  // Administration, sign-out everywhere, revoke
  const user = `/auth/admin/users/${JANE.email}`
  t.equal((await signIn(ada, ADA)).statusCode, 200)
  t.equal((await send(ada, 'PUT', `${user}/password`, { password: TEMPORARY })).statusCode, 204)
  await send(ada, 'POST', `${user}/signout`)
  await send(ada, 'POST', `${user}/disable`)
  t.equal((await send(other, 'GET', '/profile')).statusCode, 401)
  const { user: self } = (await send(ada, 'GET', '/auth/session')).json() as { user: { id: string } }
  await app.cognito.revoke({ user: self.id })
  t.equal((await send(ada, 'GET', '/profile')).statusCode, 401)
  await signIn(ada, ADA)
  t.equal((await send(ada, 'POST', '/auth/signout', { everywhere: true })).statusCode, 204)
  await signIn(ada, ADA)

  // Redis is away
  isRedisAway = true
  await server.kill()
  t.equal((await send(ada, 'GET', '/profile')).statusCode, 503)
  t.equal((await send(ada, 'POST', '/auth/logout')).statusCode, 503)
  t.equal((await signIn(ada, ADA)).statusCode, 503)

  await app.close()
  for (const line of lines) hunt.see({ where: 'log', text: line.replace(/"(?:time|responseTime)":[\d.]+/g, '') })
  t.strictSame([...statuses].sort(), [200, 204, 400, 401, 403, 503].filter(status => statuses.has(status)))
  t.ok(lines.length > 100 && hunt.size > lines.length + 100 && hunt.secrets.size > 60)
  t.strictSame(hunt.found, [])

  const [token = ''] = hunt.secrets
  hunt.see({ where: 'the hunt itself', text: `"${token}"` }, { where: 'the hunt itself', text: `"${code}"` })
  t.equal(hunt.found.length, 2, 'what is there is found')
})
