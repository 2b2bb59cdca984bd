import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  CognitoIdentityProviderClient,
  GetUserCommand,
  InitiateAuthCommand
} from '@aws-sdk/client-cognito-identity-provider'
import t, { type Test } from 'tap'
import { CommandSender, type CommandClass } from '../../dist/cognito/command-sender.js'

/** Commands of one client, which share the middleware of their class. */

const InitiateAuth = InitiateAuthCommand as CommandClass
const GetUser = GetUserCommand as CommandClass
const never = () => new AbortController().signal

const signInOf = (USERNAME: string) => ({
  AuthFlow: 'USER_PASSWORD_AUTH',
  ClientId: 'client1',
  AuthParameters: { USERNAME, PASSWORD: 'secret' }
})

/** Starts a server that responds with the body of the request as the session. */
async function start (
  t: Test,
  respond: (response: ServerResponse, body: string) => unknown = (response, body) =>
    response.end(JSON.stringify({ Session: body }))
) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    respond(response, Buffer.concat(chunks).toString())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = new CognitoIdentityProviderClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })
  t.teardown(() => {
    client.destroy()
    server.closeAllConnections()
    server.close()
  })
  return client
}

t.test('concurrent commands have their own input and output', async t => {
  const sender = new CommandSender(await start(t))
  const names = ['ada', 'bob', 'eve']
  const outputs = await Promise.all(names.map(name => sender.send(InitiateAuth, signInOf(name), never())))
  t.match(
    outputs.map(output => JSON.parse((output as { Session: string }).Session)),
    names.map(USERNAME => ({ AuthParameters: { USERNAME } }))
  )
})

t.test('the signal of a command aborts only its request', async t => {
  const held: ServerResponse[] = []
  const client = await start(t, response => held.push(response))
  const sender = new CommandSender(client)
  const [first, second] = [new AbortController(), new AbortController()]
  const aborted = sender.send(InitiateAuth, signInOf('ada'), first.signal)
  aborted.catch(() => {})
  while (held.length < 1) await new Promise(setImmediate)
  const other = sender.send(InitiateAuth, signInOf('bob'), second.signal)
  while (held.length < 2) await new Promise(setImmediate)
  first.abort()
  await t.rejects(aborted, { name: 'AbortError' })
  const [closed, open] = held as [ServerResponse, ServerResponse]
  if (!closed.destroyed) await once(closed, 'close')
  t.ok(closed.destroyed, 'the connection is closed')
  open.end('{"Session":"abc"}')
  t.match(await other, { Session: 'abc' })
})

t.test('a command with an aborted signal sends no request', async t => {
  let requests = 0
  const sender = new CommandSender(await start(t, () => requests++))
  await t.rejects(sender.send(InitiateAuth, signInOf('ada'), AbortSignal.abort()), { name: 'AbortError' })
  t.equal(requests, 0)
})

t.test('the middleware is composed once for each class, and runs for each command', async t => {
  const client = await start(t)
  const sender = new CommandSender(client)
  const events: string[] = []
  client.middlewareStack.add((next, { commandName }) => {
    events.push(`compose ${String(commandName)}`)
    return async args => {
      events.push(`run ${String(commandName)}`)
      return next(args)
    }
  })
  for (const name of ['ada', 'bob']) await sender.send(InitiateAuth, signInOf(name), never())
  await sender.send(GetUser, { AccessToken: 'abc' }, never())
  t.strictSame(events, [
    'compose InitiateAuthCommand',
    'run InitiateAuthCommand',
    'run InitiateAuthCommand',
    'compose GetUserCommand',
    'run GetUserCommand'
  ])
})

t.test('a tracer that wraps send() of the client is called for each command', async t => {
  const client = await start(t)
  const sender = new CommandSender(client)
  const sent: unknown[] = []
  const send = client.send.bind(client) as (command: object) => Promise<never>
  client.send = (async (command: object) => {
    sent.push(command)
    return send(command)
  }) as typeof client.send
  await sender.send(InitiateAuth, signInOf('ada'), never())
  await sender.send(InitiateAuth, signInOf('bob'), never())
  t.ok(sent.every(command => command instanceof InitiateAuthCommand))
  t.match(sent, [{ input: signInOf('ada') }, { input: signInOf('bob') }])
})

t.test('no password is kept in memory', async t => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const sender = new CommandSender(await start(t))
  const sendOne = async (name: string) => {
    const input = signInOf(name)
    await sender.send(InitiateAuth, input, never())
    return new WeakRef(input)
  }
  const first = await sendOne('ada')
  // The connection may still refer to the last request.
  await sendOne('bob')
  await new Promise(setImmediate)
  collectGarbage()
  t.equal(first.deref(), undefined)
})
