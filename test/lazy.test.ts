import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { Lazy } from '../dist/lazy.js'
import { createTestPool } from '../dist/testing/index.js'

const run = promisify(execFile)

function counting (fails: () => boolean = () => false) {
  let times = 0
  const lazy = new Lazy(async () => {
    times++
    if (fails()) throw new Error('not now')
    return { made: times }
  })
  return { lazy, times: () => times }
}

t.test('nothing is created before the first call', async t => {
  const { lazy, times } = counting()
  t.equal(await lazy.peek(), null)
  t.equal(times(), 0)
})

t.test('the value is created once, for any number of concurrent calls', async t => {
  const { lazy, times } = counting()
  const [first, second] = await Promise.all([lazy.get(), lazy.get()])
  t.equal(first, second)
  t.equal(await lazy.get(), first)
  t.equal(await lazy.peek(), first)
  t.equal(times(), 1)
})

t.test('after a failure, the next call creates the value again', async t => {
  let broken = true
  const { lazy, times } = counting(() => broken)
  await t.rejects(lazy.get(), { message: 'not now' })
  t.equal(await lazy.peek(), null)
  await t.rejects(lazy.get(), { message: 'not now' })
  broken = false
  t.strictSame(await lazy.get(), { made: 3 })
  t.equal(times(), 3)
})

t.test('peek() returns null while the creation is failing', async t => {
  const { lazy } = counting(() => true)
  const making = lazy.get()
  t.equal(await lazy.peek(), null)
  await t.rejects(making)
})

/** The package as it is compiled, in files of one module, and as it is published, in bundles. */
const BUILDS = { compiled: '../dist/index.js', published: '../../dist/index.js' }
type Build = keyof typeof BUILDS

const loads = new Map<string, Promise<Set<string>>>()

/**
 * Returns the modules that an application with these options loads: those of the package, and names of
 * dependencies.
 */
async function loadedWith (build: Build, options: string): Promise<Set<string>> {
  const key = `${build} ${options}`
  const loaded = loads.get(key) ?? load(build, options)
  loads.set(key, loaded)
  return await loaded
}

/** Prints the URL of each script that Node.js has compiled when the process ends. */
const REPORTER = `data:text/javascript,${encodeURIComponent(`
  import { Session } from 'node:inspector'
  const urls = []
  const session = new Session()
  session.connect()
  session.on('Debugger.scriptParsed', ({ params }) => urls.push(params.url))
  session.post('Debugger.enable')
  process.once('exit', () => console.log(JSON.stringify(urls)))
`)}`

async function load (build: Build, options: string): Promise<Set<string>> {
  const program = `
    import Fastify from 'fastify'
    import cognitoAuth, { memorySessions, verifiedPermissions } from '${new URL(BUILDS[build], import.meta.url).href}'
    const app = Fastify()
    await app.register(cognitoAuth, {
      userPoolId: 'eu-west-1_AbC123xyz',
      clientId: '1h57kf5cpq17m0eml12example',
      ${options}
    })
    app.get('/', { preHandler: app.requireUser() }, async () => 'in')
    await app.inject('/')
    await app.close()`
  const { stdout } = await run(
    process.execPath,
    ['--import', REPORTER, '--input-type=module', '--eval', program],
    { env: { ...process.env, AWS_REGION: 'eu-west-1' } }
  )
  const urls = JSON.parse(stdout) as string[]
  const sources = (await Promise.all(urls.map(sourcesOf))).flat()
  const names = sources.flatMap(source => {
    const [, dependency] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source) ?? []
    const [, own] = /\/lib\/(.*)\.ts$/.exec(source) ?? []
    return dependency ?? own ?? []
  })
  return new Set(names)
}

/** Returns the sources of a file, which a file of the package has in its source map. */
async function sourcesOf (url: string): Promise<string[]> {
  if (!['modules/', 'dist/'].some(folder => url.startsWith(new URL(`../../${folder}`, import.meta.url).href))) {
    return [url]
  }
  const map = JSON.parse(await readFile(new URL(`${url}.map`), 'utf8')) as { sources: string[] }
  return map.sources.map(source => new URL(source, url).href)
}

const SESSION = "session: { origin: 'https://app.example.com', store: memorySessions() },"
const BROWSERS = [
  'authorization/load-balancer',
  'verification/alb/verifier',
  'sessions/cookie-sessions',
  'sessions/return-to',
  'authorization/sign-in-redirect',
  'managed-login/managed-login',
  'routes/managed-login',
  'sign-in-page/register',
  '@fastify/cookie',
  '@fastify/formbody',
  '@remix-run/html-template',
  'oauth4webapi'
]

for (const build of ['compiled', 'published'] as const) {
  t.test(`the client for Verified Permissions is only loaded with a source that uses it: ${build}`, async t => {
    const NAMES = [
      'verified-permissions/decisions',
      'verified-permissions/client',
      '@aws-sdk/client-verifiedpermissions'
    ]
    const loaded = async (options: string) => {
      const modules = await loadedWith(build, options)
      return [...NAMES, '@aws-sdk/client-cognito-identity-provider'].filter(name => modules.has(name))
    }
    const create = "verifiedPermissions({ policyStoreId: 'PSEXAMPLE', permissions: ['orders:read'] })"
    t.strictSame(await loaded("permissions: { admin: ['orders:read'] },"), [])
    t.strictSame(await loaded(`...(${create} && {}),`), [], 'a source that is not registered')
    t.strictSame(await loaded(`permissions: ${create},`), NAMES)
    t.strictSame(await loaded(`permissions: [{ admin: ['orders:read'] }, ${create}],`), NAMES)
  })

  t.test(`an application loads the code of the features that it uses: ${build}`, async t => {
    const loaded = async (options: string) => {
      const modules = await loadedWith(build, options)
      return BROWSERS.filter(name => modules.has(name))
    }
    t.strictSame(await loaded(''), [], 'verification only')
    t.strictSame(await loaded('routes: {},'), [], 'the auth API')
    t.strictSame(await loaded(`routes: {}, ${SESSION}`), ['sessions/cookie-sessions', '@fastify/cookie'])
    const managedLogin = await loaded(
      `routes: {}, ${SESSION} managedLogin: { domain: 'https://auth.example.com' },`
    )
    t.strictSame(await loaded(`routes: {}, ${SESSION} signInPage: true,`), [
      'sessions/cookie-sessions',
      'sessions/return-to',
      'authorization/sign-in-redirect',
      'sign-in-page/register',
      '@fastify/cookie',
      '@fastify/formbody',
      '@remix-run/html-template'
    ])
    const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/my-app/50dc6c495c0c9188'
    const alb = `alb: { arn: '${ARN}', clientId: '1h57kf5cpq17m0eml12example' },`
    t.strictSame(await loaded(alb), ['authorization/load-balancer', 'verification/alb/verifier'])
    t.strictSame(managedLogin, [
      'sessions/cookie-sessions',
      'sessions/return-to',
      'authorization/sign-in-redirect',
      'managed-login/managed-login',
      'routes/managed-login',
      '@fastify/cookie',
      'oauth4webapi'
    ])
  })

  t.test(`the libraries that verify signatures are loaded with the first keys: ${build}`, async t => {
    const libraries = ['verification/compile-keys', '@fastify/jwt', 'fast-jwt', 'get-jwks']
    const loaded = async (options: string) => {
      const modules = await loadedWith(build, options)
      return libraries.filter(name => modules.has(name))
    }
    t.strictSame(await loaded(''), [])
    const { jwks } = await createTestPool()
    t.strictSame(await loaded(`jwks: ${JSON.stringify(jwks)}`), libraries)
  })

  t.test(`an application that only verifies tokens does not load TypeBox: ${build}`, async t => {
    const loadsTypeBox = async (options: string) =>
      (await loadedWith(build, options)).has('@sinclair/typebox')
    for (const options of [
      '',
      "tokenUse: null, clockTolerance: 5, extractToken: () => null, permissions: { admin: ['orders:*'] },",
      "clientSecret: 'abc', machine: { clientId: 'jobs', clientSecret: 'def' },"
    ]) {
      t.equal(await loadsTypeBox(options), false, options)
    }
    t.equal(await loadsTypeBox('routes: {},'), true)
  })
}
