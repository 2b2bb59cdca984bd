import { AsyncLocalStorage } from 'node:async_hooks'
import t from 'tap'
import { memorySessions, type Sessions, type SessionStore } from '../../dist/index.js'
import { SessionCookie } from '../../dist/sessions/cookie.js'
import { ADMIN, startCognito } from '../api.js'
import { buildWithSessions } from './application.js'

/**
 * A sign-out and a request that refreshes, in every order of their steps. A step is an operation of the
 * store, or one side of the call to Cognito.
 */

const HOUR = 3_600_000

interface Tokens {
  RefreshToken: string
}

type Actor = 'request' | 'touch' | 'sign-out'

/** Lets each step begin when it is due. */
class Order {
  readonly #due: Actor[]
  readonly #waiting = new Map<Actor, () => void>()
  readonly #ended = new Set<Actor>()

  constructor (order: readonly Actor[]) {
    this.#due = [...order]
  }

  async step<Result> (actor: Actor, operation: () => Result | Promise<Result>): Promise<Result> {
    await new Promise<void>(resolve => {
      this.#waiting.set(actor, resolve)
      this.#proceed()
    })
    try {
      return await operation()
    } finally {
      if (this.#due[0] === actor) this.#due.shift()
      this.#proceed()
    }
  }

  /** The actor has no further step. */
  end (actor: Actor): void {
    this.#ended.add(actor)
    this.#proceed()
  }

  #proceed (): void {
    while (this.#due.length > 0 && this.#ended.has(this.#due[0] as Actor)) this.#due.shift()
    const [next] = this.#due
    const actors = next === undefined ? [...this.#waiting.keys()] : [next]
    for (const actor of actors) {
      const start = this.#waiting.get(actor)
      this.#waiting.delete(actor)
      start?.()
    }
  }
}

/** Returns every order of steps, of which each actor has a number. */
function orders (steps: Readonly<Record<Actor, number>>): Actor[][] {
  const actors = (Object.keys(steps) as Actor[]).filter(actor => steps[actor] > 0)
  if (actors.length === 0) return [[]]
  return actors.flatMap(actor =>
    orders({ ...steps, [actor]: steps[actor] - 1 }).map(rest => [actor, ...rest])
  )
}

/** The request reads the session, claims the refresh, calls Cognito, which responds, and saves the tokens. */
const ORDERS = orders({ request: 5, 'sign-out': 2, touch: 1 }).filter(
  // The request reads before it touches, so the others are duplicates.
  order => order.indexOf('touch') > order.indexOf('request')
)

t.test('no order of a sign-out and a refresh leaves the user signed in', async t => {
  const clock = { now: Date.now() }
  const cognito = await startCognito(t, {
    clock: () => clock.now,
    pool: { refreshTokenRotation: { gracePeriod: 0 } }
  })
  const actors = new AsyncLocalStorage<Actor>()
  let refreshToken = ''
  let order: Order | null = null
  let sessions: Sessions | undefined
  const step = <Result>(operation: () => Result | Promise<Result>, actor = actors.getStore()) =>
    order === null || actor === undefined ? operation() : order.step(actor, operation)
  const store: SessionStore = {
    open: async context => {
      const opened = await memorySessions().open(context)
      sessions = opened
      return {
        create: async (...args) => opened.create(...args),
        read: (...args) => step(() => opened.read(...args)),
        replace: async (...args) => step(() => opened.replace(...args)),
        touch: async (...args) => {
          await step(() => opened.touch(...args), order === null ? undefined : 'touch')
          order?.end('touch')
        },
        delete: async id => step(() => opened.delete(id)),
        deleteAll: async target => opened.deleteAll(target),
        close: () => opened.close()
      }
    }
  }
  const { app, browser } = await buildWithSessions(t, cognito, {
    // A busy machine is slow.
    server: { pluginTimeout: 60_000 },
    session: { store },
    clock: () => clock.now
  })
  cognito.fail('GetTokensFromRefreshToken', async (_call, respond) => {
    const response = await step(respond, 'request')
    const { AuthenticationResult: result } = response.body as { AuthenticationResult?: Tokens }
    if (result !== undefined) refreshToken = result.RefreshToken
    return step(() => response, 'request')
  })

  const jane = browser()
  const outcomes = new Map<string, number>()
  const during = async (actor: Actor, method: 'GET' | 'POST', url: string) => {
    const response = await actors.run(actor, async () => jane.send(method, url))
    order?.end(actor)
    return response
  }
  t.equal(ORDERS.length, 140)
  for (const steps of ORDERS) {
    const name = steps.map(actor => actor[0]).join('')
    await jane.signIn(ADMIN as { email: string, password: string })
    const { cookie } = jane
    const { id } = new SessionCookie(cookie?.value ?? '')
    clock.now += 2 * HOUR
    order = new Order(steps)
    const [request, signOut] = await Promise.all([
      during('request', 'GET', '/admin'),
      during('sign-out', 'POST', '/auth/logout')
    ])
    order = null
    t.equal(signOut.statusCode, 204, name)
    t.notOk('set-cookie' in request.headers, name)
    const outcome = request.statusCode === 200 ? 'allowed' : request.json().code
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    t.equal(await sessions?.read(id), null, `${name}: the session is deleted`)
    jane.cookie = cookie
    t.match((await jane.send('GET', '/admin')).json(), { code: 'FST_COGNITO_SESSION_ENDED' }, name)
    jane.cookie = null
    const code = 'FST_COGNITO_INVALID_REFRESH_TOKEN'
    await t.rejects(app.cognito.refresh({ refreshToken }), { code }, `${name}: signed out at Cognito`)
  }
  t.strictSame([...outcomes.keys()].sort(), ['FST_COGNITO_SESSION_ENDED', 'allowed'])
})
