import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assertDevelopment } from '../development.js'
import { errors } from '../errors.js'
import { Challenges } from './challenges.js'
import { context, loadEmulator, openPools, type Emulator, type Services } from './emulator.js'
import { createSigningKeys } from './keys.js'
import { Mailbox } from './mailbox.js'
import { checkOptions, type LocalCognitoOptions } from './options.js'
import { furnish } from './furnish.js'
import type { Furniture } from './furniture.js'
import { createRouter, delegated, Queue } from './router.js'
import { createHandler } from './server.js'
import { Sessions } from './sessions.js'
import { JsonStoreFactory, type JsonStore } from './store.js'
import type { Signer } from './tokens.js'
import type { Parts } from './parts.js'

const HOST = '127.0.0.1'

/** A running local Cognito. */
export interface LocalCognito extends Furniture {
  /** Of the Cognito API, for an AWS SDK client: `http://127.0.0.1:PORT`. */
  endpoint: string
  /** `iss` of the tokens of its pool. */
  issuer: string
  /** Where the pool's key set is. */
  jwksUri: string
  /** The codes it "sent". */
  mailbox: Mailbox
  /** For the plugin: `await app.register(cognitoAuth, local.options)`. */
  options: { userPoolId: string, clientId: string, clientSecret?: string, issuer: string, jwksUri: string, endpoint: string }
  /** Stop it, end every connection, and remove its folder unless that was named. Safe to call twice. */
  close: () => Promise<void>
}

/**
 * Start a Cognito in this process, for development and tests: one user pool as `createUserPool` makes it,
 * with an app client, the groups `admin` and `user`, the resource server `orders`, and a machine client for
 * it. It listens on 127.0.0.1 only, and is ready in about half a second.
 *
 * @throws FST_COGNITO_DEVELOPMENT_ONLY where NODE_ENV is neither `development` nor `test`
 * @throws FST_COGNITO_MISSING_DEPENDENCY where cognito-local or the AWS SDK is not installed
 * @throws FST_COGNITO_LOCAL_COGNITO for a port in use, a mistake in the options, or a folder that cannot be read
 *
 * @example const local = await startLocalCognito({ users: [{ email: 'ada@example.com', password: 'Passw0rd!',
 * name: 'Ada', groups: ['admin'] }] }) await app.register(cognitoAuth, local.options)
 */
export async function startLocalCognito (options: LocalCognitoOptions = {}): Promise<LocalCognito> {
  assertDevelopment('The local Cognito')
  checkOptions(options)
  const server = createServer()
  const mailbox = new Mailbox()
  const queue = new Queue()
  const folder = options.folder ?? await mkdtemp(join(tmpdir(), 'local-cognito-'))
  let closing: Promise<void> | undefined
  const close = async () => await (closing ??= stop(server, mailbox, queue, options.folder === undefined ? folder : undefined))
  try {
    return { ...await start({ server, mailbox, queue, folder }, options), mailbox, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Base { server: Server, mailbox: Mailbox, queue: Queue, folder: string }

async function start ({ server, mailbox, queue, folder }: Base, options: LocalCognitoOptions): Promise<Omit<LocalCognito, 'mailbox' | 'close'>> {
  const [emulator, keys] = await Promise.all([loadEmulator(), createSigningKeys()])
  let endpoint = ''
  const signer: Signer = { keys, now: options.clock ?? Date.now, issuer: userPoolId => `${endpoint}/${userPoolId}` }
  const store = await openStore(folder)
  const parts = await assemble(emulator, join(folder, 'pools'), store, signer, mailbox)
  const call = createRouter(parts, queue)
  const port = await listen(server, options.port ?? 0)
  endpoint = `http://${HOST}:${port}`
  const hosts = new Set(options.hosts?.map(name => name.toLowerCase()))
  server.on('request', createHandler(parts, call, { port, hosts }))
  const furniture = await furnish(emulator.sdk, endpoint, store, call, options)
  const issuer = signer.issuer(furniture.userPoolId)
  const addresses = { endpoint, issuer, jwksUri: `${issuer}/.well-known/jwks.json` }
  const { machine, ...pool } = furniture
  return { machine, ...pool, ...addresses, options: { ...pool, ...addresses } }
}

async function openStore (folder: string): Promise<JsonStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return await new JsonStoreFactory(folder).create(context, 'local', {})
}

async function assemble (emulator: Emulator, folder: string, store: JsonStore, signer: Signer, mailbox: Mailbox): Promise<Parts> {
  const { now } = signer
  const sessions = new Sessions(store, now)
  const clock = { get: () => new Date(now()) }
  const pools = await openPools(emulator, folder, new JsonStoreFactory(folder), clock)
  const deliver: Services['messages']['deliver'] = async (_ctx, _source, _client, _pool, user, code, _metadata, delivery) => {
    mailbox.deliver({ medium: delivery.DeliveryMedium, destination: delivery.Destination, code, username: user.Username, sentAt: clock.get() })
  }
  const router = emulator.Router({ clock, cognito: pools, config: {}, messages: { deliver }, triggers: { enabled: () => false } })
  return { pools, sessions, challenges: new Challenges(now), signer, store, now, deliver, delegate: delegated(router) }
}

async function listen (server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause => reject(portError(port, cause)))
    server.listen(port, HOST, resolve)
  })
  return (server.address() as AddressInfo).port
}

function portError (port: number, cause: Error & { code?: string }): Error {
  const error = new errors.FST_COGNITO_LOCAL_COGNITO(`port ${port} is in use, or may not be opened (${cause.code}); name another, or none for any that is free.`)
  error.cause = cause
  return error
}

async function stop (server: Server, mailbox: Mailbox, queue: Queue, folder: string | undefined): Promise<void> {
  mailbox.close()
  const closed = new Promise(resolve => server.close(resolve))
  server.closeAllConnections()
  await closed
  // What was being written when the connections ended is written to its end.
  await queue.idle()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
}
