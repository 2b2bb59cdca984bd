import { randomBytes } from 'node:crypto'
import { isSame } from './compare.js'
import { CognitoException } from './exception.js'
import type { PoolSettings, User } from './records.js'
import { save } from './save.js'
import type { UserPool } from './user-pool.js'

/** The start of AWS's message where a password is changed; where a user is created, the wording differs. */
const CHANGED = 'Password does not conform to policy'
export const CREATED = 'Password did not conform with policy'

/** Throws if a password does not meet the policy of the pool, with AWS's messages. */
export function checkPassword (password: string, { Policies }: PoolSettings, start = CHANGED): void {
  const policy = Policies.PasswordPolicy
  const rules: [boolean, string][] = [
    [password.length >= policy.MinimumLength, 'Password not long enough'],
    [!policy.RequireUppercase || /[A-Z]/.test(password), 'Password must have uppercase characters'],
    [!policy.RequireLowercase || /[a-z]/.test(password), 'Password must have lowercase characters'],
    [!policy.RequireNumbers || /\d/.test(password), 'Password must have numeric characters'],
    // A space between other characters counts as a symbol.
    [
      !policy.RequireSymbols || /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|\S \S/.test(password),
      'Password must have symbol characters'
    ]
  ]
  const broken = rules.find(([isMet]) => !isMet)
  if (broken === undefined) return
  throw new CognitoException('InvalidPasswordException', `${start}: ${broken[1]}`)
}

/** Sets a password that meets the policy and is not a former one. */
export function setPassword (
  pool: UserPool,
  user: User,
  password: string,
  changes: Partial<User> = {}
): void {
  checkPassword(password, pool.settings)
  const size = pool.settings.Policies.PasswordPolicy.PasswordHistorySize ?? 0
  const former = [...(user.password === undefined ? [] : [user.password]), ...user.formerPasswords].slice(
    0,
    size
  )
  if (former.includes(password)) {
    throw new CognitoException(
      'PasswordHistoryPolicyViolationException',
      'Password has previously been used.'
    )
  }
  save(pool, user, { password, formerPasswords: former, attempts: undefined, ...changes })
}

/** Returns whether it is the user's password. Returns false for a user without one. */
export function isPasswordOf (user: User, password: string): boolean {
  return user.password !== undefined && isSame(password, user.password)
}

/** Returns a password that meets any policy, for an invitation without one. */
export function temporaryPassword ({ Policies }: PoolSettings): string {
  const length = Math.max(Policies.PasswordPolicy.MinimumLength, 12)
  return `aA1!${randomBytes(length).toString('base64url')}`.slice(0, length)
}

const DAY = 24 * 3600 * 1000
/** The validity of a temporary password, in days (API Reference, PasswordPolicyType). */
const DEFAULT_VALIDITY = 7

/** Returns whether the user's temporary password has expired. */
export function isTemporaryExpired (user: User, { Policies }: PoolSettings, now: number): boolean {
  const days = Policies.PasswordPolicy.TemporaryPasswordValidityDays || DEFAULT_VALIDITY
  return now >= (user.temporarySince ?? user.createdAt) + days * DAY
}
