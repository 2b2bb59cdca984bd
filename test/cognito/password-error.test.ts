import t from 'tap'
import type { ErrorContext } from '../../dist/cognito/exceptions.js'
import { passwordErrorCode, passwordErrorReason } from '../../dist/cognito/password-error.js'

/** Validation errors of Cognito that are about a password. misconfiguration.test.ts has whole responses. */

const SETTING = [
  'SignUp',
  'ConfirmForgotPassword',
  'ChangePassword',
  'AdminCreateUser',
  'AdminSetUserPassword',
  'RespondToAuthChallenge',
  'AdminRespondToAuthChallenge'
] as const
const OTHERS = ['InitiateAuth', 'PasswordChallenge', 'GetUser', 'ForgotPassword'] as const

const failed = (name: string, rule = 'x') => `Value at '${name}' failed to satisfy constraint: Member must ${rule}`
const codeOf = (context: ErrorContext, message: string) => passwordErrorCode(context, message)

t.test('a new password that fails validation does not meet the policy', async t => {
  for (const name of [
    'password',
    'newPassword',
    'NEW_PASSWORD',
    'proposedPassword',
    'proposed_password',
    'temporaryPassword',
    'challengeResponses.NEW_PASSWORD',
    'authParameters.1.password'
  ]) {
    for (const context of SETTING) t.equal(codeOf(context, failed(name)), 'FST_COGNITO_PASSWORD_POLICY', name)
    for (const context of OTHERS) {
      t.equal(codeOf(context, failed(name)), 'FST_COGNITO_WRONG_CREDENTIALS', name)
    }
  }
})

t.test('a previous password that fails validation is wrong', async t => {
  for (const name of ['previousPassword', 'previous_password', 'PREVIOUS_PASSWORD']) {
    t.equal(codeOf('ChangePassword', failed(name)), 'FST_COGNITO_WRONG_CREDENTIALS', name)
    const both = `${failed(name)}; ${failed('proposedPassword')}`
    t.equal(codeOf('ChangePassword', both), 'FST_COGNITO_PASSWORD_POLICY', 'the new one is reported')
  }
})

t.test('messages about a new password', async t => {
  for (const message of [
    'Invalid password',
    'Invalid password: x',
    'Password did not conform with policy',
    'Password does not conform to policy',
    'Password not long enough',
    'Password must have symbol characters',
    'Password too long'
  ]) {
    for (const context of SETTING) t.equal(codeOf(context, message), 'FST_COGNITO_PASSWORD_POLICY', message)
    for (const context of OTHERS) t.equal(codeOf(context, message), undefined, message)
  }
})

t.test('other messages', async t => {
  for (const message of [
    failed('username'),
    failed('passwords'),
    failed('pass-word'),
    failed('x password'),
    "Value xat 'password' failed",
    "Value at 'password' succeeded",
    'My password must be better',
    'An invalid password',
    'Invalid passwords',
    'Password mustache',
    'Password is wrong'
  ]) {
    t.equal(codeOf('SignUp', message), undefined, message)
  }
})

t.test('the requirement that is not met', async t => {
  const short = 'Password not long enough'
  t.equal(passwordErrorReason(failed('password', 'have length greater than or equal to 6')), short)
  const long = failed('newPassword', 'have length less than or equal to 256')
  t.equal(passwordErrorReason(long), 'Password too long')
  const pattern = failed('password', 'satisfy regular expression pattern: ^[\\S]+.*[\\S]+$')
  const form = 'Password must have at least 2 characters, and must not begin or end with space'
  t.equal(passwordErrorReason(pattern), form)
  t.equal(passwordErrorReason(failed('password', 'be better')), undefined)
  const another = failed('username', 'have length greater than or equal to 1')
  t.equal(passwordErrorReason(`${failed('password')}; ${another}`), undefined, 'of the username')
  const second = failed('password', 'have length greater than or equal to 6')
  t.equal(passwordErrorReason(`${failed('password')}; ${second}`), short, 'of the second rule')
})
