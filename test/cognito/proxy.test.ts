import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { blocks } from '../examples/walk-through.js'
import { startProxy, startSite } from './proxy-server.js'

/** Key sets, API calls and signed administrative calls, in a process whose only way out is an HTTP proxy. */

const HOST = 'cognito-idp.eu-west-1.amazonaws.com'
const pool = await createTestPool()
const ANSWERS = {
  [`/${pool.userPoolId}/.well-known/jwks.json`]: pool.jwks,
  InitiateAuth: { AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 } },
  ListUsers: { Users: [] }
}

/** The program itself has no proxy settings. */
const APPLICATION = `
  import Fastify from 'fastify'
  import cognitoAuth from 'fastify-cognito-auth'

  const [userPoolId, clientId, token] = process.argv.slice(2)
  const app = Fastify({ logger: true })
  await app.register(cognitoAuth, {
    userPoolId, clientId, jwksCache: { timeout: 30_000 }, cognito: { timeout: 30_000 }, routes: { prefix: '/auth', rateLimit: false, admin: { users: { groups: ['admin'] } } }
  })
  app.get('/me', { preHandler: app.requireUser() }, async () => 'hello')
  const headers = { authorization: 'Bearer ' + token }
  const responses = [
    await app.inject({ url: '/me', headers }),
    await app.inject({ url: '/auth/admin/users', headers }),
    await app.inject({ method: 'POST', url: '/auth/signin', payload: { username: 'jane', password: 'Correct-horse-7' } })
  ]
  console.log('statuses', responses.map(({ statusCode }) => statusCode).join(' '))
  await app.close()`

interface Way {
  readonly node?: string
  readonly before?: string
  readonly env?: NodeJS.ProcessEnv
}

/** Returns the status codes of the application's responses, and its output. */
async function responses (certificate: string, { node = process.execPath, before = '', env = {} }: Way) {
  const program = join(dirname(certificate), 'application.mjs')
  await writeFile(program, `${before}\n${APPLICATION}`)
  const { stdout } = await promisify(execFile)(
    node,
    [program, pool.userPoolId, pool.clientId, pool.signIn({ groups: ['admin'] })],
    {
      env: {
        ...process.env,
        NODE_ENV: 'test',
        NODE_EXTRA_CA_CERTS: certificate,
        AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'example',
        ...env
      },
      timeout: 120_000
    }
  )
  return { statuses: /^statuses (.*)$/m.exec(stdout)?.[1], stdout }
}

/** Returns this Node.js if it supports a proxy from the environment, else the newest of the registry. */
async function nodeWithEnvProxy (): Promise<{ path: string } | { reason: string }> {
  if (process.allowedNodeEnvironmentFlags.has('--use-env-proxy')) return { path: process.execPath }
  try {
    const { nodeBinary } = await import(new URL('../../scripts/node-binary.js', import.meta.url).href)
    return nodeBinary('26')
  } catch (error) {
    return {
      reason: `Node ${process.version} does not know NODE_USE_ENV_PROXY, and ${(error as Error).message}`
    }
  }
}

const EVERYTHING = [...Object.keys(ANSWERS)].sort()

/** Asserts that all requests went through the proxy, and none past it. */
async function assertProxied (t: Test, way: (proxy: string) => Way, credentials?: string) {
  const site = await startSite(t, HOST, ANSWERS)
  const proxy = await startProxy(t, site, credentials === undefined ? {} : { credentials })
  const { statuses, stdout } = await responses(site.certificate, way(proxy.address))
  t.equal(statuses, '200 200 200', stdout)
  t.strictSame([...site.received].sort(), EVERYTHING)
  t.strictSame([...new Set(proxy.connects)], [`${HOST}:443`])
  t.strictSame(proxy.plain, [])
}

const page = await readFile('docs/proxy.md', 'utf8')
const undici = blocks('js', page).find(code => code.includes('EnvHttpProxyAgent')) as string

t.test("by undici's global dispatcher, as in the docs", async t => {
  await assertProxied(t, proxy => ({ before: undici, env: { HTTPS_PROXY: `http://${proxy}` } }))
})

t.test('by a ProxyAgent', async t => {
  await assertProxied(t, proxy => ({
    before:
      "import { ProxyAgent, setGlobalDispatcher } from 'undici'\nsetGlobalDispatcher(new " +
      `ProxyAgent('http://${proxy}'))`
  }))
})

const found = await nodeWithEnvProxy()
t.test('by NODE_USE_ENV_PROXY', 'reason' in found ? { skip: found.reason } : {}, async t => {
  const { path: node } = found as { path: string }
  const env = (proxy: string, more = {}) => ({
    node,
    env: { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: `http://${proxy}`, ...more }
  })

  t.test('every request', async t => assertProxied(t, proxy => env(proxy)))

  t.test('with credentials for the proxy', async t => {
    await assertProxied(t, proxy => env(`user:proxy-secret@${proxy}`), 'user:proxy-secret')
  })

  t.test('a proxy that rejects the credentials is a 503, and the log does not contain them', async t => {
    const site = await startSite(t, HOST, ANSWERS)
    const proxy = await startProxy(t, site, { credentials: 'user:another' })
    const { statuses, stdout } = await responses(site.certificate, env(`user:proxy-secret@${proxy.address}`))
    t.equal(statuses, '503 503 503', stdout)
    t.match(stdout, /"reason":"Proxy response \(407\)/)
    t.match(stdout, /"exception":"UND_ERR_ABORTED"/)
    t.notMatch(stdout, /proxy-secret|dXNlcjpwcm94eS1zZWNyZXQ/)
    t.strictSame(site.received, [])
  })
})
