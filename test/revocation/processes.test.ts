import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { ADMIN, startCognito, USER } from '../api.js'
import { noRedis, startRedis } from '../redis.js'

/** Four processes of an application with one Redis and one user pool, over HTTP. */

const PROCESSES = 4

async function startProcess (t: Test, argument: object): Promise<string> {
  const child = fork('build/test/revocation/server.js', [JSON.stringify(argument)], {
    env: { ...process.env, NODE_ENV: 'test' },
    execArgv: [],
    silent: true
  })
  t.teardown(() => {
    child.kill('SIGKILL')
  })
  const [address] = await once(child, 'message')
  return address as string
}

async function setUp (t: Test, onUnreachable: 'allow' | 'deny') {
  const redis = await startRedis(t)
  const { options } = await startCognito(t)
  const addresses = await Promise.all(
    Array.from({ length: PROCESSES }, () => startProcess(t, { options, path: redis.path, onUnreachable }))
  )
  const [first] = addresses as [string]
  const post = async (path: string, body?: object, token?: string, address = first) => {
    const response = await fetch(`${address}/auth${path}`, {
      method: 'POST',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` })
      },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
  }
  const signIn = async ({ email, password }: { email: string, password: string }) =>
    (await post('/signin', { username: email, password })).body as {
      accessToken: string
      refreshToken: string
    }
  /** Returns the response of each process to a token. */
  const statuses = async (token: string) =>
    await Promise.all(
      addresses.map(
        async address => (await fetch(address, { headers: { authorization: `Bearer ${token}` } })).status
      )
    )
  /** Waits until all respond so. A process that is too busy for Redis's heartbeats responds 503 meanwhile. */
  const all = async (token: string, status: number, within = 60_000) => {
    const start = performance.now()
    while (!(await statuses(token)).every(given => given === status)) {
      if (performance.now() - start > within) throw new Error(`not all of them returned ${status}`)
      await pause(20)
    }
  }
  return { redis, post, signIn, statuses, all }
}

const rejected = [401, 401, 401, 401]

t.test('four processes', { skip: noRedis }, async t => {
  await t.test('a sign-out in one process takes effect in all', async t => {
    const { post, signIn, all } = await setUp(t, 'deny')
    const [one, two] = [await signIn(USER), await signIn(USER)]
    await t.resolves(all(one.accessToken, 200), 'all of them have it cached as valid')
    await t.resolves(all(two.accessToken, 200))
    t.equal((await post('/signout', { refreshToken: one.refreshToken })).status, 204)
    await t.resolves(all(one.accessToken, 401))
    await t.resolves(all(two.accessToken, 200), 'the other session remains valid')
    t.equal((await post('/signout', { everywhere: true }, two.accessToken)).status, 204)
    await t.resolves(all(two.accessToken, 401))
  })

  await t.test("an administrator ends a user's sessions in all processes", async t => {
    const { post, signIn, all } = await setUp(t, 'deny')
    const { accessToken } = await signIn(USER)
    const admin = await signIn(ADMIN)
    await t.resolves(all(accessToken, 200))
    t.equal((await post(`/admin/users/${USER.email}/disable`, undefined, admin.accessToken)).status, 204)
    await t.resolves(all(accessToken, 401))
    await t.resolves(all(admin.accessToken, 200))
  })

  await t.test(
    'Redis killed, frozen and restarted during requests: signed-out users are always rejected',
    async t => {
      const { redis, post, signIn, statuses, all } = await setUp(t, 'deny')
      const [gone, stays] = [await signIn(USER), await signIn(ADMIN)]
      t.equal((await post('/signout', { refreshToken: gone.refreshToken })).status, 204)
      await all(gone.accessToken, 401)

      const seen = new Set<number>()
      const watch = new AbortController()
      const watching = (async () => {
        while (!watch.signal.aborted) (await statuses(gone.accessToken)).forEach(status => seen.add(status))
      })()
      redis.freeze()
      await all(stays.accessToken, 503)
      redis.thaw()
      await all(stays.accessToken, 200)
      await redis.kill()
      await all(stays.accessToken, 503)
      redis.restart()
      await all(stays.accessToken, 200)
      watch.abort()
      await watching
      t.strictSame([...seen], [401], 'at no time')
      t.strictSame(await statuses(gone.accessToken), rejected)
    }
  )

  await t.test("with onUnreachable: 'allow', requests are decided by the known revocations", async t => {
    const { redis, post, signIn, statuses, all } = await setUp(t, 'allow')
    const [one, two] = [await signIn(USER), await signIn(ADMIN)]
    await post('/signout', { refreshToken: one.refreshToken })
    await all(one.accessToken, 401)
    await redis.kill()
    await pause(1500)
    t.strictSame(await statuses(one.accessToken), rejected)
    t.strictSame(await statuses(two.accessToken), [200, 200, 200, 200])
    t.equal(
      (await post('/signout', { refreshToken: two.refreshToken })).status,
      204,
      'signing out works too'
    )
    redis.restart()
    await all(two.accessToken, 401)
  })
})
