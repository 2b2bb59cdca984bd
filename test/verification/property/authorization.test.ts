import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { buildApp } from '../app.js'
import { assertAnswer, holds, options, startSubject, validToken } from './subject.js'

const { send } = await startSubject(t)
const token = validToken()

const scheme = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .nat({ max: 63 })
      .map(mask =>
        Array.from('bearer', (letter, i) => ((mask >> i) & 1 ? letter.toUpperCase() : letter)).join('')
      )
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      'Basic',
      'Bearers',
      'Token',
      'JWT',
      'DPoP',
      '"Bearer"',
      'Bearer:',
      'Bearer,',
      '\ufeffBearer',
      'Bear\u00ader',
      'Bea\u0280er'
    )
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) }
)
const space = fc.constantFrom(
  ' ',
  ' ',
  ' ',
  '  ',
  ' '.repeat(100),
  '',
  '\t',
  ' \t',
  '\u00a0',
  '\n',
  '\r\n',
  '\0',
  ',',
  '='
)
const after = fc.oneof({ weight: 4, arbitrary: fc.constant('') }, { weight: 1, arbitrary: space })
const credentials = fc.oneof(
  { weight: 4, arbitrary: fc.constant(token) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '=',
      `${token}==`,
      `"${token}"`,
      `<${token}>`,
      `token=${token}`,
      `${token},${token}`,
      `${token} ${token}`,
      `${token};a=b`,
      'null',
      'undefined',
      '[object Object]'
    )
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 3 }).map(text => text.repeat(3000)) }
)
const values = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(scheme, space, credentials, after).map(parts => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 50 }) }
)

t.test('only Bearer, spaces and a valid token are accepted; all else is 400 or 401', async t => {
  let accepted = 0
  await holds(values, 2000, async authorization => {
    const { statusCode } = await send('/me', authorization)
    const isRight =
      authorization.slice(0, 6).toLowerCase() === 'bearer' &&
      / /.test(authorization.slice(6, 7)) &&
      authorization.slice(6).replace(/^ */, '') === token
    assert.equal(statusCode === 200, isRight)
    assert.notEqual(statusCode, 403)
    if (isRight) accepted++
  })
  t.ok(accepted > 50, `${accepted} were accepted`)
})

t.test('only a valid token is accepted, whatever extractToken returns', async t => {
  let given: unknown
  const { app } = await buildApp(t, { ...options, extractToken: () => given as string })
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withTypedArray: true,
    withUnicodeString: true
  })
  await holds(
    fc.oneof(
      anything,
      fc.constantFrom<unknown[]>(
        [token],
        { token },
        { toString: () => token },
        new String(token), // eslint-disable-line no-new-wrappers
        Buffer.from(token)
      )
    ),
    400,
    async value => {
      given = value
      const response = await app.inject('/me')
      assertAnswer(response)
      assert.notEqual(response.statusCode, 200)
    }
  )
  given = token
  t.equal((await app.inject('/me')).statusCode, 200)
})
