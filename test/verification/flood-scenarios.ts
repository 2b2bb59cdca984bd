import { performance } from 'node:perf_hooks'
import Fastify from 'fastify'
import cognitoAuth, { type SinglePoolOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { base64url } from './app.js'
import { json, optionsAt, pause, startKeyHost, type Respond } from './key-host.js'

/**
 * Floods, each in its own process: `node --expose-gc --unhandled-rejections=strict flood-scenarios.js NAME`.
 * Prints the results as JSON; an unhandled rejection ends the process.
 */

process.env['NODE_ENV'] = 'test'

const endings: (() => unknown)[] = []
const t = {
  teardown: (end: () => unknown) => {
    endings.unshift(end)
  }
}

const pool = await createTestPool()
/** The same pool after a key rotation. */
const rotated = await createTestPool()
const both = { keys: [...pool.jwks.keys, ...rotated.jwks.keys] }

async function start (respond: Respond, options: Partial<SinglePoolOptions>) {
  const host = await startKeyHost(t, respond)
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(cognitoAuth, optionsAt(host, pool, { tokenUse: null, ...options }))
  app.get('/me', { preHandler: app.requireUser() }, async request => request.currentUser?.id)
  const send = async (token: string) => {
    const { statusCode, headers } = await app.inject({
      url: '/me',
      headers: { authorization: `Bearer ${token}` }
    })
    return { status: statusCode, retryAfter: headers['retry-after'] }
  }
  return { app, host, send }
}

type Tally = Record<string, number>

/** Counts equal values. */
function tally (values: readonly unknown[], into: Tally = {}): Tally {
  for (const value of values) into[String(value)] = (into[String(value)] ?? 0) + 1
  return into
}

let made = 0
/** A well-formed token with a random key ID. */
const unknownKeyToken = () => `${base64url(`{"alg":"RS256","kid":"made-up-${made++}"}`)}.e30.AAAA`

/** A thousand concurrent requests with both keys, without a cached key set, with a slow JWKS endpoint. */
async function cold () {
  const { host, send } = await start(response => {
    setTimeout(json(pool.jwks), 400, response)
  }, {})
  const tokens = Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? pool.signIn() : pool.idToken()))
  const responses = await Promise.all(tokens.map(send))
  return { statuses: tally(responses.map(({ status }) => status)), fetches: host.requests }
}

/**
 * Fifty requests, half concurrent and the rest one after the other, with a JWKS endpoint that never responds.
 */
async function hung ({ timeout = 1500 } = {}) {
  const { host, send } = await start(() => {}, { jwksCache: { timeout } })
  const timed = async () => {
    const startedAt = performance.now()
    return { ...(await send(pool.signIn())), took: performance.now() - startedAt }
  }
  const together = () => Promise.all(Array.from({ length: 25 }, timed))
  const responses = await together()
  const fetchesAtOnce = host.requests
  responses.push(...(await together()))
  return {
    statuses: tally(responses.map(({ status }) => status)),
    retryAfter: tally(responses.map(({ retryAfter }) => retryAfter)),
    fetchesAtOnce,
    slowest: Math.max(...responses.map(({ took }) => took)),
    timeout
  }
}

/** Twenty thousand or more random key IDs, with a cached key set that is rotated meanwhile. */
async function madeUpKeyIds ({ cooldown = 1000, atLeast = 20_000 } = {}) {
  const { host, send } = await start(json(pool.jwks), { jwksCache: { cooldown } })
  await send(pool.signIn())
  const startedAt = performance.now()
  const madeUpStatuses: Tally = {}
  const knownStatuses: Tally = {}
  const newStatuses: Tally = {}
  let rotatedAt = Infinity
  let acceptedAt = Infinity
  let sent = 0
  for (; sent < atLeast || (acceptedAt === Infinity && sent < atLeast * 2); sent += 100) {
    if (sent === atLeast / 4) {
      host.respond = json(both)
      rotatedAt = performance.now()
    }
    const [known, fresh, ...others] = await Promise.all([
      send(pool.signIn()),
      send(rotated.signIn()),
      ...Array.from({ length: 100 }, () => send(unknownKeyToken()))
    ])
    if (fresh?.status === 200 && acceptedAt === Infinity) acceptedAt = performance.now()
    tally([known?.status], knownStatuses)
    tally(acceptedAt === Infinity ? [] : [fresh?.status], newStatuses)
    tally(
      others.map(({ status }) => status),
      madeUpStatuses
    )
    // Long enough for several cooldowns, however fast the machine is.
    await pause(5)
  }
  return {
    madeUpStatuses,
    knownStatuses,
    newStatuses,
    sent,
    fetches: host.requests,
    cooldown,
    took: performance.now() - startedAt,
    newKeyAfter: Math.min(acceptedAt - rotatedAt, Number.MAX_SAFE_INTEGER)
  }
}

/** A million random key IDs, passed to the service directly, and the heap size before and after. */
async function memory ({ count = 1_000_000 } = {}) {
  const { app, host, send } = await start(json(pool.jwks), {})
  await send(pool.signIn())
  const outcomes: Tally = {}
  const flood = async (count: number) => {
    for (let sent = 0; sent < count; sent += 1000) {
      const settled = await Promise.allSettled(
        Array.from({ length: 1000 }, () => app.cognito.verify(unknownKeyToken()))
      )
      tally(
        settled.map(outcome => (outcome.status === 'rejected' ? outcome.reason.code : 'accepted')),
        outcomes
      )
    }
  }
  const heap = () => {
    globalThis.gc?.()
    return process.memoryUsage().heapUsed
  }
  await flood(20_000)
  const before = heap()
  const startedAt = performance.now()
  await flood(count)
  const took = performance.now() - startedAt
  const growth = heap() - before
  return { outcomes, growth, fetches: host.requests, took, known: (await send(pool.signIn())).status }
}

export const scenarios = { cold, hung, madeUpKeyIds, memory }

const scenario = scenarios[process.argv[2] as keyof typeof scenarios]
console.log(JSON.stringify(await scenario()))
for (const end of endings) await end()
