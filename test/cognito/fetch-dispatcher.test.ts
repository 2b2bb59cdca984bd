import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, logLines, PASSWORD, post } from '../api.js'
import { startScripted, type ScriptedResponse } from '../scripted.js'

/**
 * API calls use the dispatcher of `fetch`, as key sets do: the one that the application, or Node.js for a
 * proxy, has set.
 */

const TOKENS = { body: { AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 } } }
/** The symbol under which this Node.js version's fetch finds its dispatcher. undici 8 is in Node.js 26. */
const DISPATCHER = Symbol.for(
  `undici.globalDispatcher.${Number.parseInt(process.versions['undici'] as string) < 8 ? 1 : 2}`
)

interface Dispatcher {
  dispatch(options: { origin: string, path: string }, handler: object): boolean
}

/** Sends as Node.js does by default, and records what it sent. */
class Recorder implements Dispatcher {
  readonly sent: string[] = []
  readonly #inner: Dispatcher

  /** Where it sends every request, whatever the URL: like a proxy. */
  readonly #origin: string | undefined

  constructor (inner: Dispatcher, origin?: string) {
    this.#inner = inner
    this.#origin = origin
  }

  dispatch (options: { origin: string, path: string }, handler: object): boolean {
    this.sent.push(`${String(options.origin)}${options.path}`)
    return this.#inner.dispatch(
      this.#origin === undefined ? options : { ...options, origin: this.#origin },
      handler
    )
  }
}

/** Sets a global dispatcher until the test ends. */
async function dispatching (t: Test, origin?: string): Promise<readonly string[]> {
  await fetch('data:,')
  const before = Reflect.get(globalThis, DISPATCHER) as Dispatcher
  const recorder = new Recorder(before, origin)
  Reflect.set(globalThis, DISPATCHER, recorder)
  t.teardown(() => {
    Reflect.set(globalThis, DISPATCHER, before)
  })
  return recorder.sent
}

const options = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' }
const credentials = { username: 'jane', password: PASSWORD }

async function scripted (t: Test, response: () => ScriptedResponse) {
  const { endpoint, calls } = await startScripted(t, response)
  return { endpoint, calls, app: await buildApi(t, { options: { ...options, endpoint } }) }
}

t.test('without a dispatcher, calls use the handler of the SDK', async t => {
  const { app, calls } = await scripted(t, () => TOKENS)
  t.equal((await post(app, '/auth/signin', credentials)).statusCode, 200)
  t.equal(calls.length, 1)
})

t.test('with a dispatcher, calls and key sets use it, even if it is set later', async t => {
  const pool = await createTestPool({ keyHost: true })
  t.teardown(pool.close)
  const { endpoint, calls } = await startScripted(t, () => TOKENS)
  const app = await buildApi(t, pool, { endpoint })
  const sent = await dispatching(t)
  t.equal((await post(app, '/auth/signin', credentials)).statusCode, 200)
  await app.inject({ url: '/admin', headers: bearer(pool.signIn()) })
  t.strictSame(sent, [`${endpoint}/`, pool.options.jwksUri])
  t.match(calls, [{ operation: 'InitiateAuth', body: { AuthParameters: { USERNAME: 'jane' } } }])
})

t.test('the URL of Cognito has no port', async t => {
  const { endpoint, calls } = await startScripted(t, () => TOKENS)
  const sent = await dispatching(t, endpoint)
  const app = await buildApi(t, { options })
  t.equal((await post(app, '/auth/signin', credentials)).statusCode, 200)
  t.strictSame(sent, ['https://cognito-idp.eu-west-1.amazonaws.com/'])
  t.equal(calls.length, 1)
})

t.test('exceptions are received, and redirects are not followed', async t => {
  await dispatching(t)
  let response: ScriptedResponse = {
    status: 400,
    body: { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' }
  }
  const { app, endpoint, calls } = await scripted(t, () => response)
  t.match((await post(app, '/auth/signin', credentials)).json(), { code: 'FST_COGNITO_WRONG_CREDENTIALS' })
  response = { status: 307, headers: { location: `${endpoint}/elsewhere` } }
  t.match((await post(app, '/auth/signin', credentials)).json(), { code: 'FST_COGNITO_UNEXPECTED_RESPONSE' })
  t.equal(calls.length, 2)
})

t.test('a connection that is cut is retried, a refused one returns 503', async t => {
  await dispatching(t)
  const responses: ScriptedResponse[] = [{ connection: 'reset' }, TOKENS]
  const { app, calls } = await scripted(t, () => responses.shift() as ScriptedResponse)
  t.equal((await post(app, '/auth/signin', credentials)).statusCode, 200)
  t.equal(calls.length, 2)
  const { lines, logger } = logLines()
  const dead = { options: { ...options, endpoint: 'http://127.0.0.1:49151' } }
  const unreachable = await buildApi(t, dead, { server: { logger } })
  t.match((await post(unreachable, '/auth/signin', credentials)).json(), { code: 'FST_COGNITO_UNAVAILABLE' })
  const failed = lines.map(line => JSON.parse(line)).find(({ msg }) => msg === 'Cognito request failed')
  t.match(failed, { exception: 'ECONNREFUSED' }, 'the error code is that of the connection')
})

t.test('a URL without a port', async t => {
  const sent = await dispatching(t)
  const app = await buildApi(t, { options: { ...options, endpoint: 'https://cognito.invalid' } })
  t.match((await post(app, '/auth/signin', credentials)).json(), { code: 'FST_COGNITO_UNAVAILABLE' })
  t.match(sent, ['https://cognito.invalid/'])
})

t.test('a call that takes too long returns 503', async t => {
  await dispatching(t)
  const { endpoint } = await startScripted(t, () => ({ connection: 'hang' }))
  const app = await buildApi(t, { options: { ...options, endpoint } }, { cognito: { timeout: 200 } })
  t.match((await post(app, '/auth/signin', credentials)).json(), { code: 'FST_COGNITO_UNAVAILABLE' })
})

t.test('a configured requestHandler takes precedence', async t => {
  const sent = await dispatching(t)
  const { endpoint, calls } = await startScripted(t, () => TOKENS)
  const app = await buildApi(
    t,
    { options: { ...options, endpoint } },
    { cognito: { requestHandler: { requestTimeout: 1000 } } }
  )
  t.equal((await post(app, '/auth/signin', credentials)).statusCode, 200)
  t.equal(calls.length, 1)
  t.strictSame(sent, [])
})
