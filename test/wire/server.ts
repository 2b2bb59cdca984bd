import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { exception } from '../wire.js'
import { answerOf, malformed, readCall, write, type RecordedCall } from './exchange.js'
import { Injections, type Injected } from './injections.js'
import { keys } from './keys.js'
import type { Mailbox } from './mailbox.js'
import type { WireOptions } from './options.js'
import { Pool } from './pool.js'
import { totp } from './totp.js'
import type { Person } from './users.js'

const USER_POOL_ID = 'eu-west-1_WirePool1'

/** A Cognito at the level of its protocol, for what no emulator has. */
export interface WireCognito {
  /** For `app.register(cognitoAuth, wire.options)`. */
  readonly options: { userPoolId: string, clientId: string, clientSecret?: string, issuer: string, jwksUri: string, endpoint: string }
  readonly endpoint: string
  /** Every request, in its order, with those that were answered by what a test put in. */
  readonly calls: RecordedCall[]
  readonly mailbox: Mailbox
  /** What was asked that AWS would refuse as a request. The test fails at its end unless this is empty. */
  readonly violations: string[]
  /** Empties `violations`, for a test that means them. */
  takeViolations (): string[]
  /** Puts an answer in the place of the pool's own, for the next calls. */
  next (operation: string, injected: Injected, times?: number): void
  /** The same, for every call until `restore()`. */
  always (operation: string, injected: Injected): void
  restore (operation?: string): void
  /** Somebody of the pool, by email or sub; what is changed here holds from the next call on. */
  person (name: string): Person
  /** What the person's authenticator shows now. */
  totp (name: string): string
  /** Milliseconds since the epoch, by the pool's clock, which stands still until `advance()`. An option of the plugin too. */
  readonly clock: () => number
  advance (milliseconds: number): void
}

/** Starts one that ends with its test, and fails the test where a request was not as AWS wants it. */
export async function startWireCognito (t: Test, options: WireOptions = {}): Promise<WireCognito> {
  const injections = new Injections()
  const calls: RecordedCall[] = []
  const violations: string[] = []
  const { endpoint, server } = await listen((request, response) => { serve(request, response).catch(crash(response)) })
  const issuer = `${endpoint}/${USER_POOL_ID}`
  const jwksPath = `/${USER_POOL_ID}/.well-known/jwks.json`
  const pool = new Pool({ userPoolId: USER_POOL_ID, issuer, keys: await keys(), options })

  async function serve (request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === jwksPath) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [pool.keys.access.jwk, pool.keys.id.jwk] }))
      return
    }
    const { call, violations: found } = await readCall(request)
    calls.push(call)
    violations.push(...found)
    write(response, found.length > 0 ? malformed() : injections.take(call) ?? await answerOf(pool, call))
  }

  /** A mistake of the test's, or of the server's: the test has to know, not only the application. */
  const crash = (response: ServerResponse) => (thrown: Error) => {
    violations.push(thrown.message)
    write(response, exception('InternalFailure', 'The wire server failed', 500))
  }

  t.teardown(() => {
    server.closeAllConnections()
    server.close()
    // Thrown and not asserted: the test is over, but not yet green.
    if (violations.length > 0) throw new Error(`The wire was not in order:\n${violations.join('\n')}`)
  })

  const person = (name: string): Person => {
    const found = pool.users.find(name)
    if (found === null) throw new Error(`there is no ${name} in the pool`)
    return found
  }
  const { clientId, clientSecret } = pool.settings
  return {
    options: { userPoolId: USER_POOL_ID, clientId, ...(clientSecret !== undefined && { clientSecret }), issuer, jwksUri: endpoint + jwksPath, endpoint },
    endpoint,
    calls,
    mailbox: pool.mailbox,
    violations,
    takeViolations: () => violations.splice(0),
    next: injections.next.bind(injections),
    always: injections.always.bind(injections),
    restore: injections.restore.bind(injections),
    person,
    totp: name => totp(person(name).authenticator?.secret ?? '', pool.now()),
    clock: pool.now,
    advance: pool.advance.bind(pool)
  }
}

async function listen (handler: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handler)
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  return { server, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
