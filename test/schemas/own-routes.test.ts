import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { Type as Type1 } from 'typebox'
import * as schemas from '../../dist/schemas/index.js'

/** The exported schemas in an application's own routes, with Fastify's own compilers. */

function application (t: Test, body: object): FastifyInstance {
  const app = Fastify()
  t.teardown(() => app.close())
  app.post('/', { schema: { body } }, async ({ body }) => body)
  return app
}

async function statusOf (app: FastifyInstance, payload: object): Promise<number> {
  return (await app.inject({ method: 'POST', url: '/', payload })).statusCode
}

const byPassword = { username: 'jane', password: 'correct-Horse-7' }

t.test('every body type has a schema of the same name', async t => {
  const types = await readFile('dist/schemas/index.d.ts', 'utf8')
  const names = [...types.matchAll(/\b(\w+Body)\b/g)]
    .map(([, name]) => name as string)
    .filter(name => /^[A-Z]/.test(name))
  t.ok(names.length > 15)
  t.strictSame(
    names.filter(name => typeof (schemas as Record<string, unknown>)[name] !== 'object'),
    []
  )
})

t.test('every schema compiles', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  for (const [name, schema] of Object.entries<unknown>(schemas as never)) {
    if (typeof schema !== 'object') continue
    if (name.endsWith('Params')) {
      app.get(`/${name}/:name/:key/:id/:username`, { schema: { params: schema } }, async () => null)
    } else if (name.endsWith('Query')) {
      app.get(`/${name}`, { schema: { querystring: schema } }, async () => null)
    } else app.post(`/${name}`, { schema: { body: schema, response: { 200: schema } } }, async () => null)
  }
  await t.resolves(async () => {
    await app.ready()
  })
})

t.test('a sign-in with one flow', async t => {
  const app = application(t, schemas.signInBody(['USER_PASSWORD_AUTH']))
  t.equal(await statusOf(app, byPassword), 200)
  t.equal(await statusOf(app, { username: 'jane' }), 400)
})

t.test('a sign-in with several flows: the first needs no flow property', async t => {
  const app = application(t, schemas.signInBody(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH']))
  t.equal(await statusOf(app, { username: 'jane', srpA: 'ab12' }), 200)
  t.equal(await statusOf(app, { flow: 'USER_PASSWORD_AUTH', ...byPassword }), 200)
  t.equal(await statusOf(app, byPassword), 400)
})

t.test('a sign-in with any flow', async t => {
  const app = application(t, schemas.SignInBody)
  t.equal(await statusOf(app, byPassword), 200)
  t.equal(await statusOf(app, { flow: 'USER_AUTH', username: 'jane' }), 200)
  t.equal(await statusOf(app, { flow: 'NONE', ...byPassword }), 400)
})

t.test('a response to a challenge, with the default attributes', async t => {
  const app = application(t, schemas.RespondToChallengeBody)
  const response = { challenge: 'NEW_PASSWORD_REQUIRED', session: 's'.repeat(20), username: 'jane' }
  t.equal(
    await statusOf(app, {
      ...response,
      responses: { NEW_PASSWORD: 'correct-Horse-7', 'userAttributes.name': 'Jane' }
    }),
    200
  )
  t.equal(await statusOf(app, { ...response, responses: {} }), 400)
})

t.test('bodies with attributes of typebox 1.x', async t => {
  const attributes = Type1.Object({ name: Type1.String(), 'custom:age': Type1.Optional(Type1.Integer()) })
  const signUp = application(t, schemas.signUpBody(attributes))
  t.equal(await statusOf(signUp, { ...byPassword, attributes: { name: 'Jane' } }), 200)
  t.equal(await statusOf(signUp, { ...byPassword, attributes: { 'custom:age': 7 } }), 400)
  const patch = application(t, schemas.updateProfileBody(attributes))
  t.equal(await statusOf(patch, { 'custom:age': 7 }), 200)
  t.equal(await statusOf(patch, { 'custom:age': 'old' }), 400)
  const invitation = application(t, schemas.inviteUserBody(attributes))
  t.equal(await statusOf(invitation, { username: 'jane', attributes: { 'custom:age': 7 } }), 200)
})

t.test('a body with the default attributes', async t => {
  t.equal(await statusOf(application(t, schemas.UpdateProfileBody), { name: 'Jane' }), 200)
  t.equal(
    await statusOf(application(t, schemas.InviteUserBody), {
      username: 'jane',
      attributes: { name: 'Jane' }
    }),
    200
  )
})
