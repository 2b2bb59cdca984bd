import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import cognitoAuth, { memoryRevocations, redisRevocations, redisSessions } from '../../dist/index.js'
import { startLocalCognito } from '../../dist/local/index.js'
import { measureHeap } from '../measure/heap.js'
import { measureTimes, tokensFor } from '../measure/requests.js'
import { measureSignIn } from '../measure/sign-in.js'
import { startRedis } from '../redis.js'
import { createTraffic } from '../traffic.js'

const USER = { email: 'jane@example.com', password: 'Passw0rd!', name: 'Jane Doe' }
const ORIGIN = 'http://localhost:3000'
const PAGE = { origin: ORIGIN, 'sec-fetch-site': 'same-origin', 'x-session': 'cookie' }

const COUNT = 1000
const REVOCATIONS = 20_000

/** Measures what the model multiplies: CPU time in microseconds, and memory in bytes. */
export async function measureConstants (progress) {
  // The local Cognito is for development only.
  process.env.NODE_ENV = 'test'
  const { cached, distinct, token } = await measureTokens(progress)
  const { api } = await measureSignIn({ rounds: 1, warmUp: 3000, requests: 2000 }, progress)
  progress('memory in Redis')
  const redis = await startRedis()
  if (redis === null) throw new Error('redis-server is required: apt install redis-server')
  try {
    return {
      cachedRequest: cached,
      newToken: distinct - cached,
      signIn: api.cpu,
      cachedToken: token,
      revocation: await measureRevocation(),
      revocationInRedis: await measureInRedis(redis.path, storeRevocations),
      sessionInRedis: await measureInRedis(redis.path, storeSessions)
    }
  } finally {
    await redis.close()
  }
}

async function measureTokens (progress) {
  const size = { warmUp: 30_000, requests: 6000 }
  const traffic = await createTraffic(tokensFor(size))
  const contenders = [{ name: 'ours' }]
  const cpuOf = async name => {
    progress(`CPU time: ${name}`)
    const [{ cpu }] = await measureTimes({ contenders, kind: { name, status: 200 }, traffic, ...size })
    return cpu
  }
  try {
    const tokens = traffic.tokens.slice(0, 5000)
    return {
      cached: await cpuOf('seen'),
      distinct: await cpuOf('new'),
      token: (await measureHeap(traffic.pool, traffic.jwks, tokens)) + tokens[0].length
    }
  } finally {
    await traffic.close()
  }
}

/** Returns the heap of a process that a revocation takes. */
async function measureRevocation () {
  const app = Fastify()
  await app.register(cognitoAuth, {
    userPoolId: 'eu-west-1_AbC123xyz',
    clientId: '1h57kf5cpq17m0eml12example',
    revocation: memoryRevocations()
  })
  await app.ready()
  const before = heap()
  for (let i = 0; i < REVOCATIONS; i++) await app.cognito.revoke({ session: randomUUID() })
  const bytes = (heap() - before) / REVOCATIONS
  await app.close()
  return bytes
}

function heap () {
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

/** Returns the memory of Redis that each of `COUNT` entries takes. */
async function measureInRedis (path, store) {
  const redis = new Redis({ path })
  await redis.flushall()
  const used = async () => Number(/used_memory_dataset:(\d+)/.exec(await redis.info('memory'))[1])
  const before = await used()
  await store(redis)
  const bytes = ((await used()) - before) / COUNT
  redis.disconnect()
  return bytes
}

async function storeRevocations (redis) {
  const app = Fastify()
  await app.register(cognitoAuth, {
    userPoolId: 'eu-west-1_AbC123xyz',
    clientId: '1h57kf5cpq17m0eml12example',
    revocation: redisRevocations({ redis, onUnreachable: 'deny' })
  })
  await app.ready()
  for (let i = 0; i < COUNT; i++) await app.cognito.revoke({ session: randomUUID() })
  await app.close()
}

async function storeSessions (redis) {
  const cognito = await startLocalCognito({ users: [USER] })
  const app = Fastify()
  await app.register(cognitoAuth, {
    ...cognito.options,
    routes: { rateLimit: false },
    session: { origin: ORIGIN, store: redisSessions({ redis }) }
  })
  for (let i = 0; i < COUNT; i++) {
    const { statusCode } = await app.inject({
      method: 'POST',
      url: '/signin',
      headers: PAGE,
      body: { username: USER.email, password: USER.password }
    })
    if (statusCode !== 200) throw new Error(`a sign-in was answered ${statusCode}`)
  }
  await app.close()
  await cognito.close()
}
