import fc from 'fast-check'
import t from 'tap'
import { localPath } from '../../dist/sessions/return-to.js'

const ORIGIN = 'https://app.example.com'

t.test('a path of the application, with its query and fragment, is returned', async t => {
  for (const path of ['/', '/account', '/orders?page=2&sort=date#last', '/a//b', '/a/@b:c', '/%2F%2Fx']) {
    t.equal(localPath(path, ORIGIN), path)
  }
  t.equal(localPath('/caf\u00e9', ORIGIN), '/caf%C3%A9', 'as it is sent in a header')
  t.equal(localPath('/a/../b', ORIGIN), '/b')
  t.equal(localPath(`/${'a'.repeat(2047)}`, ORIGIN).length, 2048)
})

t.test('everything else becomes the root', async t => {
  for (const value of [
    '',
    'account',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    ' /account',
    'javascript:alert(1)',
    `/${'a'.repeat(2048)}`,
    `/${'\u00e9'.repeat(400)}`,
    '/\u0000',
    undefined,
    null,
    5,
    ['/account'],
    {}
  ]) {
    t.equal(localPath(value, ORIGIN), '/', JSON.stringify(value))
  }
})

t.test('whatever is sent, a browser remains at the origin', async t => {
  const part = fc.constantFrom(
    '/',
    '\\',
    '//',
    '.',
    '..',
    '%2f',
    '%5c',
    '%2e',
    '\t',
    '\r\n',
    '\u0000',
    '@',
    ':',
    'user:pw@',
    'https:',
    'javascript:',
    'evil.example',
    '?',
    '#',
    '\u3002',
    '\uff0f',
    '\ud800',
    ' '
  )
  const text = fc.oneof(
    fc.array(fc.oneof(part, fc.string({ maxLength: 5, unit: 'binary' })), { maxLength: 12 }).map(parts =>
      parts.join('')
    ),
    fc.webUrl({ withQueryParameters: true, withFragments: true })
  )
  fc.assert(
    fc.property(fc.oneof(text, text.map(text => `/${text}`)), value => {
      const path = localPath(value, ORIGIN)
      const url = new URL(path, ORIGIN)
      return (
        url.origin === ORIGIN &&
        url.pathname + url.search + url.hash === path &&
        !path.startsWith('//') &&
        /^[\x21-\x7e]+$/.test(path) &&
        localPath(path, ORIGIN) === path
      )
    }),
    { numRuns: 20_000 }
  )
  t.pass('20,000 values')
})
