import { readFile } from 'node:fs/promises'
import Fastify, { type FastifyError } from 'fastify'
import t from 'tap'
import cognitoAuth, { errors } from '../dist/index.js'
import { createTestPool } from '../dist/testing/index.js'

const documented = await readFile('docs/errors.md', 'utf8')

/** Rows of the page's tables: | `CODE` | status | meaning |. */
const rows = new Map(
  [...documented.matchAll(/^\| `(FST_COGNITO_[A-Z_]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [
    code as string,
    Number(status)
  ])
)

t.test('docs/errors.md has every code with its status', async t => {
  for (const [code, CognitoError] of Object.entries(errors)) {
    const error = new (
      CognitoError as new (...args: string[]) => Error & { code: string, statusCode: number }
    )('a', 'b')
    t.equal(error.code, code, `${code} is the code of its error`)
    t.equal(rows.get(code), error.statusCode, `${code} is documented as ${error.statusCode}`)
  }
})

t.test('docs/errors.md has no unknown code', async t => {
  const codes = [...documented.matchAll(/FST_COGNITO_[A-Z_]+/g)].map(([code]) => code)
  t.strictSame(
    codes.filter(code => !(code in errors)),
    []
  )
})

t.test('errors of a response have no stack, startup errors have one', async t => {
  t.equal(new errors.FST_COGNITO_INVALID_TOKEN().stack, undefined)
  t.type(new errors.FST_COGNITO_INVALID_OPTIONS('x').stack, 'string')
})

// NestJS relies on these names; see docs/nestjs.md.
t.test('every error is a FastifyError, by its name and the name of its class', async t => {
  for (const [code, CognitoError] of Object.entries(errors)) {
    const error = new (CognitoError as new (...args: string[]) => Error)('a', 'b')
    t.strictSame([error.name, error.constructor.name], ['FastifyError', 'FastifyError'], code)
  }
})

t.test('the error of a rejected token is a FastifyError', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  const pool = await createTestPool()
  await app.register(cognitoAuth, pool.options)
  let seen: FastifyError | undefined
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    seen = error
    return reply.code(error.statusCode ?? 500).send({})
  })
  app.get('/', { preHandler: app.requireUser() }, async () => 'hello')
  await app.inject({ url: '/', headers: { authorization: 'Bearer not-a-token' } })
  t.strictSame(
    [seen?.code, seen?.name, seen?.constructor.name],
    ['FST_COGNITO_INVALID_TOKEN', 'FastifyError', 'FastifyError']
  )
})
