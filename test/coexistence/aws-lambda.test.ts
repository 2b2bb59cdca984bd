import awsLambdaFastify, { type LambdaResponse } from '@fastify/aws-lambda'
import t from 'tap'
import { getCurrentUser } from '../../dist/index.js'
import { build, asUser, expired, type Test } from '../authorization/app.js'

/** The fields of an API Gateway HTTP API event that matter here, in payload format 2.0. */
const httpApi = (headers: Record<string, string>) => ({
  version: '2.0',
  rawPath: '/profile',
  rawQueryString: '',
  headers: { host: 'example.execute-api.eu-west-1.amazonaws.com', ...headers },
  requestContext: {
    http: { method: 'GET', path: '/profile', sourceIp: '192.0.2.1' },
    requestId: 'request-1',
    stage: '$default'
  },
  isBase64Encoded: false
})

/** The same for a REST API, whose events have the headers twice. */
const restApi = (headers: Record<string, string>) => ({
  httpMethod: 'GET',
  path: '/profile',
  headers,
  multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
  queryStringParameters: null,
  requestContext: {
    requestId: 'request-1',
    resourcePath: '/{proxy+}',
    stage: 'prod',
    identity: { sourceIp: '192.0.2.1' }
  },
  body: null,
  isBase64Encoded: false
})

/** With the key set at hand: a cold start fetches no keys. */
async function handler (t: Test) {
  const app = await build(t)
  app.get('/profile', { preHandler: app.requireUser() }, async request => ({
    id: getCurrentUser(request).id
  }))
  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async () => 'in')
  const handle = awsLambdaFastify(app)
  return async (event: object) => handle(event, {} as never) as Promise<LambdaResponse>
}

for (const [name, event] of Object.entries({ 'an HTTP API': httpApi, 'a REST API': restApi })) {
  t.test(`${name}: a request with a token is allowed`, async t => {
    const handle = await handler(t)
    const response = await handle(event({ ...asUser({ sub: 'jane' }), accept: '*/*' }))
    t.equal(response.statusCode, 200)
    t.strictSame(JSON.parse(response.body), { id: 'jane' })
  })

  t.test(`${name}: a missing or invalid token gets a 401 and its challenge`, async t => {
    const handle = await handler(t)
    for (const [headers, code, challenge] of [
      [{}, 'FST_COGNITO_NO_CREDENTIALS', 'Bearer realm="cognito"'],
      [expired(), 'FST_COGNITO_INVALID_TOKEN', 'Bearer realm="cognito", error="invalid_token"']
    ] as const) {
      const response = await handle(event(headers))
      t.equal(response.statusCode, 401)
      t.match(JSON.parse(response.body), { statusCode: 401, code })
      t.equal(response.headers['www-authenticate'], challenge)
    }
  })
}

t.test('a user without the group is denied', async t => {
  const handle = await handler(t)
  const response = await handle({ ...httpApi(asUser()), rawPath: '/admin' })
  t.equal(response.statusCode, 403)
})

t.test('two tokens are rejected', async t => {
  const handle = await handler(t)
  const { authorization } = asUser()
  const event = restApi({ authorization })
  const response = await handle({
    ...event,
    multiValueHeaders: { authorization: [authorization, authorization] }
  })
  t.equal(response.statusCode, 400)
  t.match(JSON.parse(response.body), { code: 'FST_COGNITO_MALFORMED_CREDENTIALS' })
})
