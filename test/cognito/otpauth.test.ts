import t from 'tap'
import { otpauthUri } from '../../dist/cognito/otpauth.js'

/** The otpauth URI of an authenticator: no name can change the account or add parameters. */

const secret = 'JBSWY3DPEHPK3PXP'

t.test('a plain name', async t => {
  t.equal(
    otpauthUri({ issuer: 'Example', account: 'jane@example.com', secret }),
    `otpauth://totp/Example:jane%40example.com?secret=${secret}&issuer=Example`
  )
})

t.test('names with any characters are read back unchanged', async t => {
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

t.test('a colon separates issuer and account, so neither contains one', async t => {
  const uri = otpauthUri({ issuer: 'Bank: of: Example', account: 'jane:doe', secret })
  t.strictSame(new URL(uri).pathname.slice(1).split(':').map(decodeURIComponent), [
    'Bank  of  Example',
    'jane doe'
  ])
  t.notMatch(uri, /%3A.*\?/i, 'nor an escaped colon: authenticators decode it')
})

t.test('the secret is escaped, whatever Cognito returns', async t => {
  t.equal(
    new URL(otpauthUri({ issuer: 'Example', account: 'jane', secret: 'A&issuer=Evil' })).searchParams.get(
      'issuer'
    ),
    'Example'
  )
})
