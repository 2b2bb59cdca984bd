import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startCognito, USER } from '../api.js'
import { noRedis, startRedis } from '../redis.js'
import { ORIGIN } from './application.js'

/** Four processes of an application with one Redis and one user pool, over HTTP. */

const PROCESSES = 4
const REQUESTS = 200
/** As long as an access token lives, in milliseconds. */
const HOUR = 3_600_000
/** How long a call to Cognito may take, in milliseconds. */
const TIMEOUT = 8000
/** How much longer a process has for a refresh, in milliseconds. */
const MARGIN = 2000

const REFRESH = 'GetTokensFromRefreshToken'

interface Process {
  address: string
  moveTo(time: number): Promise<void>
  kill(): void
}

async function startProcess (t: Test, settings: object): Promise<Process> {
  const child = fork('build/test/sessions/server.js', [JSON.stringify(settings)], {
    env: { ...process.env, NODE_ENV: 'test' },
    execArgv: [],
    silent: true
  })
  const kill = () => {
    child.kill('SIGKILL')
  }
  t.teardown(kill)
  const [address] = await once(child, 'message')
  return {
    address: address as string,
    moveTo: async time => {
      child.send(time)
      await once(child, 'message')
    },
    kill
  }
}

interface Visit {
  status: number
  body: string
  setCookie: string | null
}

async function setUp (t: Test, pool: NonNullable<Parameters<typeof startCognito>[1]>['pool'] = {}) {
  const redis = await startRedis(t)
  let ahead = 0
  const cognito = await startCognito(t, { clock: () => Date.now() + ahead, pool })
  const settings = { options: cognito.options, origin: ORIGIN, timeout: TIMEOUT, path: redis.path }
  const processes = await Promise.all(
    Array.from({ length: PROCESSES }, async () => startProcess(t, settings))
  )
  const [first] = processes as [Process, ...Process[]]

  const advance = async (milliseconds: number, moved = processes) => {
    ahead += milliseconds
    const time = Date.now() + ahead
    await Promise.all(moved.map(process => process.moveTo(time)))
  }
  const signIn = async () => {
    const response = await fetch(`${first.address}/auth/signin`, {
      method: 'POST',
      headers: { origin: ORIGIN, 'x-session': 'cookie', 'content-type': 'application/json' },
      body: JSON.stringify({ username: USER.email, password: USER.password })
    })
    const { user } = (await response.json()) as { user: { id: string } }
    return { id: user.id, cookie: (response.headers.get('set-cookie') as string).split(';')[0] as string }
  }
  const send = async (cookie: string, process: Process, path = '/', method = 'GET'): Promise<Visit> => {
    const response = await fetch(process.address + path, { method, headers: { cookie, origin: ORIGIN } })
    const { status, headers } = response
    const body = await response.text()
    // On a busy machine, Redis may take longer than the second that it has. The client tries again.
    if (body.includes('FST_COGNITO_SESSIONS_UNAVAILABLE')) {
      await sleep(200)
      return send(cookie, process, path, method)
    }
    return { status, body, setCookie: headers.get('set-cookie') }
  }
  const refreshes = () => cognito.requests.filter(({ operation }) => operation === REFRESH).length
  const untilRefreshed = async (count: number) => {
    while (refreshes() < count) await sleep(10)
  }
  return {
    redis: redis.connect(),
    cognito,
    processes,
    first,
    advance,
    signIn,
    send,
    refreshes,
    untilRefreshed,
    /** Sends requests to all processes at once. */
    sendMany: (cookie: string, count = REQUESTS) =>
      Promise.all(
        Array.from({ length: count }, (_, index) => send(cookie, processes[index % PROCESSES] as Process))
      )
  }
}

const ENDED = { status: 401, body: /FST_COGNITO_SESSION_ENDED/ }

/** Returns a promise, and the function that resolves it. */
function gate () {
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { open, opened }
}

t.test('four processes', { skip: noRedis }, async t => {
  const setting = await setUp(t)
  const { redis, processes, cognito, advance, signIn, send, sendMany, refreshes } = setting

  await t.test('concurrent requests refresh once, and all succeed', async t => {
    const { id, cookie } = await signIn()
    cognito.delay(REFRESH, 200, { times: 1 })
    await advance(2 * HOUR)
    for (const { status, body, setCookie } of await sendMany(cookie)) {
      t.strictSame({ status, body, setCookie }, { status: 200, body: id, setCookie: null })
    }
    t.equal(refreshes(), 1)
    await send(cookie, setting.first, '/auth/logout', 'POST')
  })

  await t.test('a sign-out among many requests is final', async t => {
    const { cookie } = await signIn()
    await advance(2 * HOUR)
    const requests = sendMany(cookie, 80)
    const signOuts = processes.map(async process => send(cookie, process, '/auth/logout', 'POST'))
    for (const { status } of await Promise.all(signOuts)) t.equal(status, 204)
    for (const { status, setCookie } of await requests) {
      t.ok(status === 200 || status === 401)
      t.equal(setCookie, null)
    }
    for (const response of await sendMany(cookie, PROCESSES)) t.match(response, ENDED)
    t.strictSame(await redis.keys('*'), [])
  })

  await t.test('a refresh of a process that was killed is repeated when its time is over', async t => {
    const [killed, ...others] = processes as [Process, Process, Process, Process]
    const { id, cookie } = await signIn()
    const { open, opened } = gate()
    cognito.fail(
      REFRESH,
      async (_call, respond) => {
        const response = await respond()
        await opened
        return response
      },
      { times: 1 }
    )
    await advance(2 * HOUR)
    const before = refreshes()
    const lost = send(cookie, killed).catch(() => 'no response')
    await setting.untilRefreshed(before + 1)
    killed.kill()
    t.equal(await lost, 'no response')
    open()
    const waiting = Promise.all(others.map(async process => send(cookie, process)))
    await sleep(300)
    t.equal(refreshes(), before + 1, 'others wait')
    await advance(TIMEOUT + MARGIN, others)
    t.strictSame(
      (await waiting).map(({ status, body }) => ({ status, body })),
      others.map(() => ({ status: 200, body: id }))
    )
    t.equal(refreshes(), before + 2)
  })
})

t.test('four processes, and rotation without a grace period', { skip: noRedis }, async t => {
  const setting = await setUp(t, { refreshTokenRotation: { gracePeriod: 0 } })
  const { redis, processes, first, cognito, advance, signIn, send, sendMany, refreshes } = setting

  await t.test('concurrent requests refresh once, also if Cognito is slow', async t => {
    const { id, cookie } = await signIn()
    const isAnswered = ({ status, body }: Visit) => status === 200 && body === id
    await advance(2 * HOUR)
    t.ok((await sendMany(cookie)).every(isAnswered))
    t.equal(refreshes(), 1)

    cognito.delay(REFRESH, 0.75 * TIMEOUT, { times: 1 })
    await advance(2 * HOUR)
    t.ok((await sendMany(cookie)).every(isAnswered), 'nearly as slow as the time limit')
    t.equal(refreshes(), 2)
    await advance(HOUR - 30_000)
    t.ok((await sendMany(cookie, 40)).every(isAnswered), 'while the previous token is valid')
    t.equal(refreshes(), 3)
    await send(cookie, first, '/auth/logout', 'POST')
  })

  await t.test('a sign-out during a refresh is final', async t => {
    const [, second] = processes as [Process, Process]
    for (const when of ['before', 'after'] as const) {
      const { cookie } = await signIn()
      const { open, opened } = gate()
      cognito.fail(
        REFRESH,
        async (_call, respond) => {
          const response = when === 'before' ? undefined : await respond()
          await opened
          return response ?? respond()
        },
        { times: 1 }
      )
      const before = refreshes()
      await advance(2 * HOUR)
      const late = sendMany(cookie, 40)
      await setting.untilRefreshed(before + 1)
      const signOut = await send(cookie, second, '/auth/logout', 'POST')
      t.match(signOut, { status: 204, setCookie: /=; Max-Age=0/ })
      open()
      for (const response of await late) t.match(response, { ...ENDED, setCookie: null })
      for (const response of await sendMany(cookie, PROCESSES)) t.match(response, ENDED)
      t.match(await send(cookie, first, '/auth/session'), { body: '{"user":null}', setCookie: null })
      t.equal(refreshes(), before + 1, `signed out ${when} Cognito has refreshed`)
      t.strictSame(await redis.keys('*'), [])
    }
  })
})
