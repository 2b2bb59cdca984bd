import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import rateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import cognitoAuth from '../../dist/index.js'
import { buildApi, bearer, newUser, PASSWORD, post, signIn, startCognito, USER } from '../api.js'

/** The routes behave as their schemas say in any application. */

const cognito = await startCognito(t)

/** Calls every route once, and sends bodies that no route accepts. */
async function works (t: Test, app: Awaited<ReturnType<typeof buildApi>>): Promise<void> {
  const email = `${randomUUID()}@example.com`
  const codeSent = () => cognito.mailbox.last(email)?.code
  const status = async (url: string, body?: object, headers = {}) =>
    (await post(app, `/auth${url}`, body, headers)).statusCode
  t.equal(await status('/signup', newUser(email)), 201)
  t.equal(await status('/signup/resend', { username: email }), 202)
  t.equal(await status('/signup/confirm', { username: email, code: codeSent() }), 200)
  const { accessToken, refreshToken } = await signIn(app, { email, password: PASSWORD })
  const me = bearer(accessToken)
  t.match((await app.inject({ url: '/auth/me', headers: me })).json(), {
    email,
    attributes: { name: 'Jane Doe' }
  })
  t.strictSame(
    (await app.inject({ method: 'PATCH', url: '/auth/me', headers: me, payload: { name: 'Joan' } })).json(),
    { deliveries: [] }
  )
  t.equal(await status('/me/attributes/email/code', undefined, me), 200)
  t.strictSame((await post(app, '/auth/me/attributes/email/verify', { code: codeSent() }, me)).json(), {
    verified: true
  })
  t.equal(await status('/password/change', { password: PASSWORD, newPassword: 'Another-passw0rd' }, me), 204)
  t.equal(await status('/password/forgot', { username: email }), 202)
  t.equal(await status('/password/reset', { username: email, code: codeSent(), newPassword: PASSWORD }), 200)
  t.equal(await status('/refresh', { refreshToken }), 200)
  t.equal(
    await status('/signin/challenge', {
      challenge: 'SMS_MFA',
      session: 'x'.repeat(20),
      username: email,
      responses: { SMS_MFA_CODE: '1' }
    }),
    401
  )
  t.equal((await app.inject({ method: 'DELETE', url: '/auth/me', headers: me })).statusCode, 204)
  t.equal(await status('/signout', { refreshToken }), 204)

  t.match(
    (await post(app, '/auth/signin', { username: email, password: PASSWORD, extra: 1 })).json(),
    { statusCode: 400, message: "body must not have 'extra'" },
    'unknown keys are rejected'
  )
  t.match(
    (await post(app, '/auth/signin', { username: email, password: 12345678 })).json(),
    { statusCode: 400, message: 'body/password must be string' },
    'nothing is coerced'
  )
  t.match(
    (await post(app, '/auth/signin', [{ username: email, password: PASSWORD }])).json(),
    { statusCode: 400, message: 'body must be object' },
    'nor unwrapped from a list'
  )
  t.equal(
    (
      await app.inject({
        method: 'POST',
        url: '/auth/signin',
        payload: 'a=b',
        headers: { 'content-type': 'text/plain' }
      })
    ).statusCode,
    415
  )
}

/** With `unguardedRoutes: 'error'`, which the unguarded routes of buildApi would not pass. */
async function buildGuarded (t: Test) {
  const app = Fastify()
  t.teardown(async () => {
    await app.close()
  })
  await app.register(cognitoAuth, {
    ...cognito.options,
    unguardedRoutes: 'error',
    routes: { prefix: '/auth', rateLimit: false }
  })
  await app.ready()
  return app
}

t.test('with Zod compilers', async t => {
  await works(
    t,
    await buildApi(t, cognito, {
      before: app => {
        app.setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler)
      }
    })
  )
})

t.test('with Ajv options that remove, coerce and set defaults', async t => {
  await works(
    t,
    await buildApi(t, cognito, {
      server: {
        ajv: {
          customOptions: { removeAdditional: 'all', coerceTypes: 'array', useDefaults: true, allErrors: true }
        }
      }
    })
  )
})

t.test('with compilers that reject everything', async t => {
  await works(
    t,
    await buildApi(t, cognito, {
      before: app => {
        app
          .setValidatorCompiler(() => () => ({ error: new Error('no') }))
          .setSerializerCompiler(() => () => {
            throw new Error('no')
          })
      }
    })
  )
})

t.test('without the default content type parsers', async t => {
  await works(
    t,
    await buildApi(t, cognito, {
      before: app => {
        app.removeAllContentTypeParsers()
      }
    })
  )
})

t.test('with a JSON parser of the application', async t => {
  await works(
    t,
    await buildApi(t, cognito, {
      before: app => {
        app.removeContentTypeParser('application/json')
        app.addContentTypeParser('application/json', async () => {
          throw new Error('not for these')
        })
      }
    })
  )
})

t.test('with a catch-all parser of the application', async t => {
  await works(
    t,
    await buildApi(t, cognito, {
      before: app => {
        app.addContentTypeParser('*', (_request, payload, done) => {
          payload.resume().on('end', () => {
            done(null, { username: 'x' })
          })
        })
      }
    })
  )
})

t.test("with unguardedRoutes: 'error', none of them is reported", async t => {
  await works(t, await buildGuarded(t))
})

t.test("the application's error handler writes the responses, including the headers", async t => {
  const app = await buildApi(t, cognito, {
    before: app => {
      app.setErrorHandler((error: { code: string }, _request, reply) =>
        reply.code(418).send({ problem: error.code })
      )
    }
  })
  const wrong = await post(app, '/auth/signin', { username: USER.email, password: PASSWORD })
  t.equal(wrong.statusCode, 418)
  t.strictSame(wrong.json(), { problem: 'FST_COGNITO_WRONG_CREDENTIALS' })
  t.equal(wrong.headers['www-authenticate'], 'Bearer realm="cognito"')
  t.strictSame((await post(app, '/auth/signin', {})).json(), { problem: 'FST_COGNITO_INVALID_INPUT' })
  t.strictSame((await post(app, '/auth/signup', newUser(USER.email))).json(), {
    problem: 'FST_COGNITO_USERNAME_EXISTS'
  })
  t.strictSame((await app.inject('/auth/me')).json(), { problem: 'FST_COGNITO_NO_CREDENTIALS' })
})

t.test("the application's own rate limit counts them", async t => {
  const app = await buildApi(t, cognito, {
    before: async app => {
      await app.register(rateLimit, { max: 2, timeWindow: 60_000 })
    }
  })
  const statuses = []
  for (let i = 0; i < 3; i++) {
    statuses.push(
      (await post(app, '/auth/signin', { username: 'nobody@example.com', password: PASSWORD })).statusCode
    )
  }
  t.strictSame(statuses, [401, 401, 429])
  const anonymous = await buildApi(t, cognito, {
    before: async app => {
      await app.register(rateLimit, { max: 2, timeWindow: 60_000 })
    }
  })
  const floods = []
  for (let i = 0; i < 3; i++) floods.push((await anonymous.inject('/auth/me')).statusCode)
  t.strictSame(floods, [401, 401, 429], 'including requests without a token')
})

t.test('their paths start with the prefix, if any', async t => {
  t.equal((await post(await buildApi(t, cognito, { routes: {} }), '/signin', {})).statusCode, 400)
  t.equal(
    (
      await post(
        await buildApi(t, cognito, { routes: { prefix: '/api/v1/auth' } }),
        '/api/v1/auth/signin',
        {}
      )
    ).statusCode,
    400
  )
})

t.test('without the option there are no routes, and the AWS SDK is not loaded', async t => {
  const loadedWith = (routes: string) => {
    const script = `
    import Fastify from 'fastify'
    import cognitoAuth from 'fastify-cognito-auth'
    import { createRequire } from 'node:module'
    const app = Fastify()
    await app.register(cognitoAuth, { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' ${routes} })
    await app.ready()
    const { statusCode } = await app.inject({ method: 'POST', url: '/signin', payload: {} })
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter(file => file.includes('@aws-sdk'))
    console.log(JSON.stringify({ statusCode, sdk: loaded.length > 0 }))
    await app.close()`
    return JSON.parse(
      spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).stdout
    )
  }
  t.strictSame(loadedWith(''), { statusCode: 404, sdk: false })
  t.strictSame(loadedWith(', routes: {}'), { statusCode: 400, sdk: true })
})
