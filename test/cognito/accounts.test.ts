import t from 'tap'
import { isoTime, userFrom, userFromList } from '../../dist/cognito/accounts.js'

/** Users of Cognito's responses. */

const ID = 'c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'
const ATTRIBUTES = [
  { Name: 'sub', Value: ID },
  { Name: 'email', Value: 'jane@example.com' },
  { Name: 'email_verified', Value: 'true' }
]
const ACCOUNT = {
  Username: 'jane',
  UserAttributes: ATTRIBUTES,
  Enabled: false,
  UserStatus: 'CONFIRMED'
} as const
const USER = {
  id: ID,
  username: 'jane',
  email: 'jane@example.com',
  emailVerified: true,
  enabled: false,
  status: 'CONFIRMED',
  createdAt: null,
  updatedAt: null
}
const DATE = new Date('2026-01-02T03:04:05.678Z')

t.test('a user has the values of the response', async t => {
  t.match(userFrom(ACCOUNT), USER)
  t.match(userFrom({ ...ACCOUNT, UserCreateDate: DATE, UserLastModifiedDate: new Date(0) }), {
    createdAt: '2026-01-02T03:04:05.678Z',
    updatedAt: '1970-01-01T00:00:00.000Z'
  })
  t.equal(isoTime(undefined), null)
})

t.test('lists have another name for the attributes', async t => {
  const { UserAttributes, ...rest } = ACCOUNT
  t.match(userFromList({ ...rest, Attributes: [...UserAttributes] }), USER)
})

t.test('a response without a value that every user has is rejected', async t => {
  const incomplete = { code: 'FST_COGNITO_UNEXPECTED_RESPONSE', statusCode: 502 }
  for (const name of ['Username', 'UserAttributes', 'Enabled', 'UserStatus'] as const) {
    const { [name]: _, ...account } = ACCOUNT
    t.throws(() => userFrom(account), incomplete, `without ${name}`)
  }
  t.throws(() => userFrom({ ...ACCOUNT, UserAttributes: ATTRIBUTES.slice(1) }), incomplete, 'without sub')
  t.throws(() => userFromList({ Username: 'jane', Enabled: true, UserStatus: 'CONFIRMED' }), incomplete)
})
