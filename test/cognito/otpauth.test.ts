import t from 'tap'
import { otpauthUri } from '../../dist/cognito/otpauth.js'

/** What an authenticator is set up with: nothing in a name changes whose secret it is, or adds to it. */

const secret = 'JBSWY3DPEHPK3PXP'

t.test('a plain one', async t => {
  t.equal(
    otpauthUri({ issuer: 'Example', account: 'jane@example.com', secret }),
    `otpauth://totp/Example:jane%40example.com?secret=${secret}&issuer=Example`
  )
})

t.test('names of any kind are read as they were', async t => {
  const names = [
    'Ärzte & Söhne',
    'a/b?c=d#e',
    '100%',
    'jane+test@example.com',
    '日本',
    '&secret=AAAA',
    '?secret=AAAA',
    '%26secret%3DAAAA',
    '#',
    ' ',
    '\n',
    '"><script>',
    'a%00b',
    '😀'
  ]
  for (const issuer of names) {
    for (const account of names) {
      const uri = new URL(otpauthUri({ issuer, account, secret }))
      t.match(
        { protocol: uri.protocol, host: uri.host, hash: uri.hash },
        { protocol: 'otpauth:', host: 'totp', hash: '' }
      )
      t.strictSame(uri.pathname.slice(1).split(':').map(decodeURIComponent), [issuer, account])
      t.strictSame(
        [...uri.searchParams],
        [
          ['secret', secret],
          ['issuer', issuer]
        ]
      )
    }
  }
})

t.test('a colon parts the two, so none stays in them', async t => {
  const uri = otpauthUri({ issuer: 'Bank: of: Example', account: 'jane:doe', secret })
  t.strictSame(new URL(uri).pathname.slice(1).split(':').map(decodeURIComponent), [
    'Bank  of  Example',
    'jane doe'
  ])
  t.notMatch(uri, /%3A.*\?/i, 'not an escaped one either: authenticators take it for one')
})

t.test('a secret stays one, whatever Cognito calls one', async t => {
  t.equal(
    new URL(otpauthUri({ issuer: 'Example', account: 'jane', secret: 'A&issuer=Evil' })).searchParams.get(
      'issuer'
    ),
    'Example'
  )
})
