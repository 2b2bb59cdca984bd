import t from 'tap'
import { headersFor, withHeaders } from '../../dist/authorization/error-headers.js'
import { errors } from '../../dist/errors.js'

/** The headers of error responses: RFC 6750 3, RFC 9470 3 and RFC 9110 10.2.3. */

const BEARER = 'Bearer realm="cognito"'

const challenge = (parameters: string) => ({ 'www-authenticate': `${BEARER}, ${parameters}` })

t.test('a challenge names the error of RFC 6750', async t => {
  const { FST_COGNITO_INVALID_TOKEN, FST_COGNITO_MALFORMED_CREDENTIALS } = errors
  t.strictSame(headersFor(new FST_COGNITO_INVALID_TOKEN()), challenge('error="invalid_token"'))
  t.strictSame(headersFor(new FST_COGNITO_MALFORMED_CREDENTIALS()), challenge('error="invalid_request"'))
})

t.test('a challenge without credentials has no error', async t => {
  t.strictSame(headersFor(new errors.FST_COGNITO_NO_CREDENTIALS()), { 'www-authenticate': BEARER })
  t.strictSame(headersFor(Object.assign(new Error('another plugin'), { statusCode: 401 })), {
    'www-authenticate': BEARER
  })
})

t.test('the challenge of a scope names the scopes', async t => {
  const error = new errors.FST_COGNITO_INSUFFICIENT_SCOPE()
  const insufficient = 'error="insufficient_scope"'
  t.strictSame(headersFor(error), challenge(insufficient))
  t.strictSame(headersFor(error, { scopes: [] }), challenge(insufficient))
  t.strictSame(headersFor(error, { scopes: ['a/b', 'c'], maxAge: 60 }), challenge(`${insufficient}, scope="a/b c"`))
})

t.test('the challenge of a recent sign-in names the maximum age', async t => {
  const error = new errors.FST_COGNITO_SIGN_IN_TOO_OLD()
  const insufficient = 'error="insufficient_user_authentication"'
  t.strictSame(headersFor(error), challenge(insufficient))
  t.strictSame(headersFor(error, { scopes: ['a'], maxAge: 60 }), challenge(`${insufficient}, max_age=60`))
})

t.test('429 and 503 say when to try again; other errors have no header', async t => {
  const withStatus = (statusCode?: number) => headersFor(Object.assign(new Error('failed'), { statusCode }))
  t.strictSame(withStatus(429), { 'retry-after': '5' })
  t.strictSame(withStatus(503), { 'retry-after': '5' })
  for (const statusCode of [undefined, 400, 403, 404, 500, 502, 504]) t.strictSame(withStatus(statusCode), {})
})

t.test('headers that an error already has are kept', async t => {
  const error = Object.assign(new errors.FST_COGNITO_INVALID_TOKEN(), {
    headers: { 'www-authenticate': 'Bearer realm="api"', 'x-request-id': '1' }
  })
  t.strictSame((withHeaders(error) as { headers?: object }).headers, {
    'www-authenticate': 'Bearer realm="api"',
    'x-request-id': '1'
  })
  t.strictSame((withHeaders(new errors.FST_COGNITO_INVALID_TOKEN()) as { headers?: object }).headers, {
    ...challenge('error="invalid_token"')
  })
})
