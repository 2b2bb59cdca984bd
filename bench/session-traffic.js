import { randomBytes } from 'node:crypto'
import { startLocalCognito } from '../dist/local/index.js'
import { startRedis } from './redis.js'

const USER = { email: 'jane@example.com', password: 'Passw0rd!', name: 'Jane Doe', groups: ['editors'] }

/** Servers that respond to any request. */
const WITHOUT_SESSIONS = new Set(['bare', 'redis-floor'])

/** The headers of a request by a script of the application's own pages. */
const OWN = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }

/**
 * Creates what all measurements of sessions share: a local Cognito with a user, and a Redis server if one is
 * installed. Each new server is signed in to once, and its requests have the cookie of that session.
 */
export async function createSessionTraffic () {
  // The local Cognito is for development only.
  process.env.NODE_ENV = 'test'
  const cognito = await startLocalCognito({ users: [USER] })
  const redis = await startRedis()
  const [{ sub: id }] = cognito.users.all()
  return {
    hasRedis: redis !== null,
    pool: { cognito: cognito.options, redis: redis?.path, user: { id, groups: USER.groups } },
    async headersFor (kind, { contender, url }) {
      const cookie = WITHOUT_SESSIONS.has(contender) ? randomCookie() : await signIn(url, id)
      return length => Array(length).fill({ ...OWN, cookie })
    },
    async close () {
      await Promise.all([cognito.close(), redis?.close()])
    }
  }
}

/** Returns a cookie as long as that of the plugin. */
function randomCookie () {
  return `session=${randomBytes(48).toString('base64url')}`
}

/**
 * Signs in, and returns the cookie of the session.
 *
 * @throws if the route does not return the user's ID with the cookie, or does not reject requests without it
 */
async function signIn (url, id) {
  const signedIn = await fetch(new URL('/auth/signin', url), {
    method: 'POST',
    headers: { ...OWN, 'content-type': 'application/json', 'x-session': 'cookie' },
    body: JSON.stringify({ username: USER.email, password: USER.password })
  })
  const [cookie] = signedIn.headers.getSetCookie().map(header => header.split(';')[0])
  const accepted = await fetch(url, { headers: { ...OWN, cookie } })
  const rejected = await fetch(url, { headers: OWN })
  const body = await accepted.json()
  if (body.id !== id || rejected.status !== 401) {
    throw new Error(`expected ${id} and 401, got ${JSON.stringify(body)} and ${rejected.status}`)
  }
  return cookie
}
