import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { assertDevelopment } from '../development.js'
import { localCognitoError } from './error.js'
import { managedLogin } from './managed-login/index.js'
import { checkOptions, type LocalCognitoOptions } from './options.js'
import { Clock } from './pool/clock.js'
import { Mailbox } from './pool/mailbox.js'
import { UserPools } from './pool/user-pools.js'
import { createCall } from './protocol/call.js'
import {
  Faults,
  type DelayOptions,
  type Fault,
  type FaultOptions,
  type RequestRecord
} from './protocol/faults.js'
import { ownDomain } from './protocol/host.js'
import { createLog } from './protocol/log.js'
import { createListener } from './protocol/server.js'
import { seed } from './seed.js'
import type { SeededPool } from './seeded-pool.js'
import { openStore, type Store } from './store/store.js'
import { LocalUsers } from './users.js'

const HOST = '127.0.0.1'

/**
 * A running local Cognito.
 *
 * @example
 * ```ts
 * import { startLocalCognito, type LocalCognito } from 'fastify-cognito-auth/local'
 *
 * const local: LocalCognito = await startLocalCognito()
 * local.fail('InitiateAuth', 'TooManyRequestsException', { times: 2 })
 * local.advance(3_600_000)
 * await local.close()
 * ```
 */
export interface LocalCognito extends SeededPool {
  /** The endpoint of the Cognito API, for an AWS SDK client: `http://127.0.0.1:PORT`. */
  endpoint: string
  /** The issuer: `iss` in the tokens of its pool. */
  issuer: string
  /** The URL of the pool's key set. */
  jwksUri: string
  /** The messages with codes, in place of email and SMS. */
  mailbox: Mailbox
  /** The users of its pool, for tests. */
  users: LocalUsers
  /** For the plugin: `await app.register(cognitoAuth, local.options)`. */
  options: {
    userPoolId: string
    clientId: string
    clientSecret?: string
    issuer: string
    jwksUri: string
    endpoint: string
  }
  /** The last 1000 calls of the API, the newest last. `requests.length = 0` clears them. */
  readonly requests: RequestRecord[]
  /** Returns the users of another pool, for tests that create one. */
  usersOf: (userPoolId: string) => LocalUsers
  /**
   * Returns the current code of a user's authenticator.
   *
   * @example
   * ```ts
   * import { startLocalCognito } from 'fastify-cognito-auth/local'
   *
   * const local = await startLocalCognito({ folder: '.cognito', pool: { mfa: 'optional' } })
   * const code = local.totp('ada@example.com') // the user has set up an authenticator
   * ```
   */
  totp: (user: string) => string
  /**
   * Sets the clock forward by a number of milliseconds.
   *
   * @example
   * ```ts
   * import { startLocalCognito } from 'fastify-cognito-auth/local'
   *
   * const local = await startLocalCognito()
   * local.advance(3_600_000) // access tokens have expired
   * ```
   */
  advance: (milliseconds: number) => void
  /**
   * Makes an operation fail: with an exception that it declares, with any response, without a response, or as
   * a function decides by the call.
   *
   * @example
   * ```ts
   * import { startLocalCognito } from 'fastify-cognito-auth/local'
   *
   * const local = await startLocalCognito()
   * local.fail('InitiateAuth', 'TooManyRequestsException', { times: 2 })
   * local.fail('GetUser', { status: 503, body: '<html>' })
   * local.fail('*', { connection: 'reset' })
   * ```
   *
   * @param operation - the name of an operation, or `*` for every operation
   * @param fault - the exception, the response, or a function that returns one of them
   * @param options - `times`: how many calls fail. Defaults to every call until `restore`
   * @throws TypeError for an operation that does not exist, and for an exception that it does not declare
   */
  fail: (operation: string, fault: Fault, options?: FaultOptions) => void
  /**
   * Delays the response of an operation by a number of milliseconds.
   *
   * @example
   * ```ts
   * import { startLocalCognito } from 'fastify-cognito-auth/local'
   *
   * const local = await startLocalCognito()
   * local.delay('InitiateAuth', 2000, { times: 1 })
   * local.restore('InitiateAuth')
   * ```
   */
  delay: (operation: string, milliseconds: number, options?: DelayOptions) => void
  /** Removes failures and delays, of one operation or of all. */
  restore: (operation?: string) => void
  /** Stops it, ends every connection, and writes pending changes. Safe to call twice. */
  close: () => Promise<void>
}

/**
 * Starts a local Cognito in this process, for development and tests. It has one user pool, as
 * `createUserPool` creates it, with an app client, the groups `admin` and `user`, the resource server
 * `orders`, and an app client for machines. It listens on 127.0.0.1 only, and starts in a few milliseconds.
 *
 * @example
 * ```ts
 * import cognitoAuth from 'fastify-cognito-auth'
 * import { startLocalCognito } from 'fastify-cognito-auth/local'
 *
 * const local = await startLocalCognito({
 *   users: [{ email: 'ada@example.com', password: 'Passw0rd!', name: 'Ada', groups: ['admin'] }]
 * })
 * await app.register(cognitoAuth, local.options)
 * ```
 *
 * @throws FST_COGNITO_DEVELOPMENT_ONLY if NODE_ENV is neither `development` nor `test`
 * @throws FST_COGNITO_LOCAL_COGNITO for a port in use, a mistake in the options, or a folder that cannot be
 * read
 */
export async function startLocalCognito (options: LocalCognitoOptions = {}): Promise<LocalCognito> {
  assertDevelopment('The local Cognito')
  checkOptions(options)
  const store = await openStore(options.folder)
  const server = createServer()
  const mailbox = new Mailbox()
  let closing: Promise<void> | undefined
  const close = async () => await (closing ??= stop(server, mailbox, store))
  try {
    return await start({ server, mailbox, store, close }, options)
  } catch (error) {
    await close()
    throw error
  }
}

interface Dependencies {
  server: Server
  mailbox: Mailbox
  store: Store
  close: () => Promise<void>
}

async function start (
  { server, mailbox, store, close }: Dependencies,
  options: LocalCognitoOptions
): Promise<LocalCognito> {
  const { region = 'us-east-1', accountId = '123456789012', triggers = {}, origins = '*' } = options
  const clock = new Clock(options.clock)
  const port = await listen(server, options.port ?? 0)
  const endpoint = `http://${HOST}:${port}`
  const domain = options.domain && ownDomain(options.domain)
  const pools = new UserPools({
    store,
    clock,
    mailbox,
    region,
    accountId,
    triggers,
    endpoint,
    managedLoginUrl: domain === undefined ? endpoint : `https://${domain}`
  })
  const call = createCall(pools)
  const faults = new Faults(clock.now)
  const hosts = new Set(options.hosts?.map(name => name.toLowerCase()))
  const log = createLog(options.log)
  server.on(
    'request',
    createListener({ pools, call, faults, log, port, hosts, domain, origins, managedLogin })
  )
  const { machine, ...pool } = await seed(store.table('seeded'), call, options)
  await store.saved()
  const { issuer } = pools.get(pool.userPoolId)
  const urls = { endpoint, issuer, jwksUri: `${issuer}/.well-known/jwks.json` }
  return {
    ...testApi(pools, pool, faults),
    ...pool,
    ...urls,
    machine,
    mailbox,
    options: { ...pool, ...urls },
    close: onceClosed(close, () => {
      if (options.folder === undefined) for (const pool of pools.all()) pool.releaseKeys()
    })
  }
}

/** Returns a function that closes once, and then calls `after`. */
function onceClosed (close: () => Promise<void>, after: () => void): () => Promise<void> {
  let closing: Promise<void> | undefined
  return async () => await (closing ??= close().then(after))
}

type TestMember = 'users' | 'usersOf' | 'totp' | 'advance' | 'requests' | 'fail' | 'delay' | 'restore'

/** Returns the members that tests use. */
function testApi (
  pools: UserPools,
  { userPoolId }: Pick<SeededPool, 'userPoolId'>,
  faults: Faults
): Pick<LocalCognito, TestMember> {
  const users = new LocalUsers(pools.get(userPoolId))
  return {
    users,
    usersOf: userPoolId => new LocalUsers(pools.get(userPoolId)),
    totp: user => users.totp(user),
    advance: milliseconds => pools.environment.clock.advance(milliseconds),
    requests: faults.requests,
    fail: (...fault) => faults.fail(...fault),
    delay: (...delay) => faults.delay(...delay),
    restore: operation => faults.restore(operation)
  }
}

async function listen (server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        localCognitoError(
          `port ${port} is in use, or may not be opened (${cause.code}); set another one, or omit it for ` +
            'any that is free.',
          cause
        )
      )
    )
    server.listen(port, HOST, resolve)
  })
  return (server.address() as AddressInfo).port
}

async function stop (server: Server, mailbox: Mailbox, store: Store): Promise<void> {
  mailbox.close()
  const closed = new Promise(resolve => server.close(resolve))
  server.closeAllConnections()
  await closed
  await store.close()
}
