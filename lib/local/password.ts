import { randomBytes } from 'node:crypto'
import { CognitoException, invalidParameter } from './exception.js'
import type { PoolOptions } from './records.js'

/** The form that AWS validates before the policy: white space only between other characters. */
const FORM = /^[^\t-\r ](?:.*[^\t-\r ])?$/u

/** Throws where a password does not meet the pool's policy, in the words AWS uses. */
export function checkPassword (password: string, pool: PoolOptions): void {
  if (!FORM.test(password)) {
    throw invalidParameter("1 validation error detected: Value at 'password' failed to satisfy constraint: " +
      'Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$')
  }
  const policy = pool.Policies?.PasswordPolicy ?? {}
  const rules: [boolean, string][] = [
    [password.length >= (policy.MinimumLength ?? 8), 'Password not long enough'],
    [password.length <= 256, 'Password too long'],
    [!policy.RequireUppercase || /[A-Z]/.test(password), 'Password must have uppercase characters'],
    [!policy.RequireLowercase || /[a-z]/.test(password), 'Password must have lowercase characters'],
    [!policy.RequireNumbers || /\d/.test(password), 'Password must have numeric characters'],
    [!policy.RequireSymbols || /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|\S \S/.test(password), 'Password must have symbol characters']
  ]
  const broken = rules.find(([holds]) => !holds)
  if (broken !== undefined) throw new CognitoException('InvalidPasswordException', `Password did not conform with policy: ${broken[1]}`)
}

/** A password that meets any policy, for an invitation that names none. */
export function temporaryPassword (pool: PoolOptions): string {
  const length = Math.max(pool.Policies?.PasswordPolicy?.MinimumLength ?? 8, 12)
  return `aA1!${randomBytes(length).toString('base64url')}`.slice(0, length)
}
