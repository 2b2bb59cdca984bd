import t from 'tap'
import { USER } from '../api.js'
import { startPages } from './visitor.js'

const NEW = 'Another-passw0rd'

t.test('a user resets a forgotten password', async t => {
  const { cognito, visitor } = await startPages(t)
  const jane = visitor()
  const page = await jane.open('/auth/forgot-password?returnTo=/a')
  t.match(page, { status: 200, heading: 'Forgot your password?' })
  const reset = await jane.submit(page, { username: USER.email })
  t.match(reset, { status: 200, heading: 'Set a new password' })
  t.match(reset.text, `If there is an account for ${USER.email}, a code was sent`)
  const code = cognito.mailbox.last(USER.email)?.code ?? ''
  const missing = 'Fill in this field.'
  t.strictSame((await jane.submit(reset, { code: '', newPassword: NEW })).errors, { code: missing })
  t.strictSame((await jane.submit(reset, { code: '0', newPassword: NEW })).errors, {
    code: 'The code is wrong or has expired.'
  })
  t.strictSame((await jane.submit(reset, { code, newPassword: 'Short-1' })).errors, {
    newPassword: 'This password is too short.'
  })
  const done = await jane.submit(reset, { code, newPassword: NEW })
  t.match(done, { heading: 'Sign in', text: /Your password is changed/ })
  t.equal(jane.cookies.size, 0)
  t.match(await jane.submit(done, { username: USER.email, password: NEW }), { location: '/a' })
})

t.test('a user who returns with a code enters the name again', async t => {
  const { cognito, visitor } = await startPages(t)
  await visitor().send('/auth/forgot-password', { username: USER.email })
  const code = cognito.mailbox.last(USER.email)?.code ?? ''
  const later = visitor()
  const page = await later.open('/auth/reset-password')
  t.strictSame((await later.submit(page, { username: '', code, newPassword: NEW })).errors, {
    username: 'Fill in this field.'
  })
  const done = await later.submit(page, { username: USER.email, code, newPassword: NEW })
  t.match(done.text, /Your password is changed/)
})

t.test('a request without a name is a problem of the field', async t => {
  const { visitor } = await startPages(t)
  const shown = await visitor().send('/auth/forgot-password', {})
  t.match(shown, { status: 400, heading: 'Forgot your password?' })
  t.strictSame(shown.errors, { username: 'Fill in this field.' })
})
