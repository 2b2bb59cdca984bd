import t from 'tap'
import {
  accountInput,
  assertChange,
  attributeChange,
  attributeList,
  profileAttributes
} from '../../dist/cognito/attribute-list.js'

/** Attributes as requests have them, and as Cognito has them. */

const invalid = { code: 'FST_COGNITO_INVALID_INPUT', statusCode: 400 }

t.test('Cognito receives strings, and no attribute without a value', async t => {
  const numbers = { 'custom:level': 3, 'custom:beta': false }
  t.strictSame(attributeList({ name: 'Jane', ...numbers, gender: null, locale: undefined }), [
    { Name: 'name', Value: 'Jane' },
    { Name: 'custom:level', Value: '3' },
    { Name: 'custom:beta', Value: 'false' }
  ])
})

t.test('a change has attributes to set and to remove', async t => {
  const change = attributeChange({ name: 'Jane', nickname: '', gender: null, locale: undefined, age: 0 })
  t.strictSame(change, { set: { name: 'Jane', age: 0 }, removed: ['nickname', 'gender'] })
  t.equal(assertChange(change), change)
  t.ok(assertChange(attributeChange({ name: 'Jane' })))
  t.ok(assertChange(attributeChange({ gender: null })))
  t.throws(() => assertChange(attributeChange({})), { ...invalid, message: /at least one attribute/ })
  t.throws(() => assertChange(attributeChange({ locale: undefined })), invalid)
})

t.test('an account is named by its username or its email address, which is an attribute too', async t => {
  const email = 'jane@example.com'
  t.strictSame(accountInput({ username: 'jane' }), { name: 'jane', attributes: {} })
  t.strictSame(accountInput({ email }), { name: email, attributes: { email } })
  t.strictSame(accountInput({ username: 'jane', email, attributes: { name: 'Jane' } }), {
    name: 'jane',
    attributes: { email, name: 'Jane' }
  })
  t.strictSame(accountInput({ username: 'jane', attributes: { email } }), {
    name: 'jane',
    attributes: { email }
  })
  t.strictSame(accountInput({ email, attributes: { email } }), { name: email, attributes: { email } })
  t.throws(() => accountInput({}), { ...invalid, message: /Send an email address, or a username/ })
  t.throws(() => accountInput({ attributes: { email } }), invalid)
  t.throws(() => accountInput({ email, attributes: { email: 'joe@example.com' } }), {
    ...invalid,
    message: /email and attributes.email must be equal/
  })
})

t.test('a profile has the most used attributes by their own names', async t => {
  t.strictSame(
    profileAttributes([
      { Name: 'email', Value: 'jane@example.com' },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'name', Value: 'Jane' },
      { Name: 'nickname' }
    ]),
    {
      email: 'jane@example.com',
      emailVerified: true,
      name: 'Jane',
      attributes: { email: 'jane@example.com', email_verified: 'true', name: 'Jane', nickname: '' }
    }
  )
  t.match(profileAttributes([]), { email: null, emailVerified: false, name: null, attributes: {} })
})

t.test('an email address is verified only if there is one', async t => {
  const verified = { Name: 'email_verified', Value: 'true' }
  const email = { Name: 'email', Value: 'jane@example.com' }
  t.match(profileAttributes([verified]), { email: null, emailVerified: false })
  t.match(profileAttributes([email]), { emailVerified: false })
  t.match(profileAttributes([email, { ...verified, Value: 'false' }]), { emailVerified: false })
})
