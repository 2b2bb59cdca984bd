import { cp, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import t from 'tap'
import { freePort, start, startDemo } from './process.js'

t.test('the demo application', async t => {
  const [port, cognitoPort] = [await freePort(), await freePort()]
  const address = `http://127.0.0.1:${port}`
  const demo = startDemo(t, { PORT: String(port), COGNITO_PORT: String(cognitoPort) })
  await demo.waitForOutput(/Ctrl-C stops it/)
  const get = async (path: string, token?: string) => {
    const response = await fetch(address + path, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` }
    })
    return { status: response.status, text: await response.text() }
  }
  const signIn = async (username: string, password: string) => {
    const response = await fetch(`${address}/api/v1/auth/signin`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password })
    })
    return ((await response.json()) as { accessToken: string }).accessToken
  }

  await t.test('lists its existing users', async t => {
    for (const [, email, password] of demo.output().matchAll(/ {2}(\S+@example\.com) \/ (\S+) \(/g)) {
      const { status, text } = await get('/profile', await signIn(email as string, password as string))
      t.equal(status, 200)
      t.equal(JSON.parse(text).email, email)
    }
    t.match(demo.output(), /admin@example\.com.*user@example\.com/s)
  })

  await t.test(
    "denies a user the administrators' route, and allows an administrator",
    async t => {
      t.equal((await get('/admin', await signIn('user@example.com', 'User-passw0rd'))).status, 403)
      t.equal((await get('/admin', await signIn('admin@example.com', 'Admin-passw0rd'))).status, 200)
    }
  )

  await t.test('allows a machine to read orders with the command that it prints', async t => {
    const [, id, secret] = await demo.waitForOutput(/oauth2\/token -u (\w+):(\w+) /)
    const response = await fetch(`http://127.0.0.1:${cognitoPort}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' })
    })
    const { access_token: token } = (await response.json()) as { access_token: string }
    t.equal((await get('/orders', token)).status, 200)
    t.equal((await get('/orders', await signIn('user@example.com', 'User-passw0rd'))).status, 403)
    t.equal((await get('/profile', token)).status, 403, 'a machine has no profile')
  })

  await t.test('describes its API, with an authorize button and every response documented', async t => {
    const { paths, components } = JSON.parse((await get('/docs/json')).text)
    t.equal(components.securitySchemes.cognito.scheme, 'bearer')
    for (const [path, methods] of Object.entries(paths) as [string, Record<string, any>][]) {
      for (const [method, { summary, tags, responses, requestBody }] of Object.entries(methods)) {
        t.ok(summary && tags.length > 0, `${method} ${path} has a summary`)
        for (const [status, { description }] of Object.entries(responses) as [
          string,
          { description: string }
        ][]) {
          t.not(description, 'Default Response', `${method} ${path} describes ${status}`)
        }
        if (requestBody !== undefined) {
          const { properties, anyOf } = requestBody.content['application/json'].schema
          t.ok(properties ?? anyOf, `${method} ${path} describes its body`)
        }
      }
    }
    t.equal((await get('/docs/')).status, 200)
  })

  await t.test('shows a page, and a description of its API that fits on a phone', async t => {
    const { status, text } = await get('/')
    t.equal(status, 200)
    t.match(text, /Sign in with managed\s+login/)
    t.match(text, 'user@example.com')
    t.match((await get('/docs/static/theme/viewport.js')).text, /width=device-width/)
  })

  await t.test('the sign-in example works as it is', async t => {
    const { paths } = JSON.parse((await get('/docs/json')).text)
    const { example } = paths['/api/v1/auth/signin'].post.requestBody.content['application/json']
    t.equal((await get('/profile', await signIn(example.username, example.password))).status, 200)
  })

  await t.test('logs a line for a failed sign-in, and one for a rejected token', async t => {
    await signIn('user@example.com', 'Wrong-passw0rd')
    t.match(
      await demo.waitForOutput(/audit \{.*"action":"signIn","outcome":"FST_COGNITO_WRONG_CREDENTIALS".*/),
      /user@example\.com/
    )
    await get('/profile', 'eyJ.e30.AAAA')
    t.match(await demo.waitForOutput(/"reason":.*/), /malformed/)
    t.notMatch(demo.output(), /Wrong-passw0rd/)
  })

  await t.test('reports the state of its keys', async t => {
    t.strictSame(JSON.parse((await get('/health')).text), { status: 'ok', keys: { default: 'fresh' } })
  })

  await t.test('stops cleanly on Ctrl-C', async t => {
    demo.kill('SIGINT')
    t.equal(await demo.ended, 0)
    t.notMatch(demo.output(), /Error|at file/)
  })
})

t.test('a port in use is reported in one line', async t => {
  const port = await freePort()
  const other = createServer()
  await new Promise<void>(resolve => {
    other.listen(port, '127.0.0.1', resolve)
  })
  t.teardown(() => {
    other.close()
  })

  for (const env of [
    { PORT: String(port), COGNITO_PORT: String(await freePort()) },
    { PORT: String(await freePort()), COGNITO_PORT: String(port) }
  ]) {
    const demo = startDemo(t, env)
    t.equal(await demo.ended, 1)
    const warnings = demo
      .output()
      .trim()
      .split('\n')
      .filter(line => !/development.only/.test(line))
    t.equal(warnings.length, 1)
    t.match(warnings[0], new RegExp(`^Cannot start: .*${port}`))
  }
})

t.test('uses the user pool in the environment', async t => {
  const port = await freePort()
  const demo = startDemo(t, {
    PORT: String(port),
    AWS_COGNITO_USER_POOL_ID: 'eu-west-1_AbC123xyz',
    AWS_COGNITO_APP_CLIENT_ID: 'client1example'
  })
  await demo.waitForOutput(/fastify-cognito-auth demo/)
  t.notMatch(demo.output(), /A local Cognito runs/)
  t.equal((await fetch(`http://127.0.0.1:${port}/profile`)).status, 401)
  t.equal((await fetch(`http://127.0.0.1:${port}/health`)).status, 200)
  demo.kill('SIGTERM')
  t.equal(await demo.ended, 0)
})

t.test('with half of the variables, names the missing one', async t => {
  const demo = startDemo(t, { PORT: '0', AWS_COGNITO_USER_POOL_ID: 'eu-west-1_AbC123xyz' })
  t.equal(await demo.ended, 1)
  t.match(demo.output(), /AWS_COGNITO_APP_CLIENT_ID must be set/)
})

t.test('npm start needs no build', async t => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'))
  const folder = t.testdir({ node_modules: t.fixture('symlink', resolve('node_modules')) })
  for (const path of ['lib', 'examples', 'scripts', 'package.json', 'tsconfig.json']) {
    await cp(path, join(folder, path), { recursive: true })
  }
  const [command, ...args] = scripts.start.split(' ')
  const env = { PORT: String(await freePort()), COGNITO_PORT: '0' }
  const demo = start(t, resolve('node_modules/.bin', command), args, { env, cwd: folder })
  await demo.waitForOutput(/Ctrl-C stops it/)
  t.equal((await fetch(`http://127.0.0.1:${env.PORT}/health`)).status, 200)
  demo.kill('SIGINT')
  t.equal(await demo.ended, 0)
})
