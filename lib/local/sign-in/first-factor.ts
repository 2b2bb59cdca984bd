import { isSame } from '../app-client.js'
import { attempt } from '../attempts.js'
import { attributeOf, type PoolOptions, type User } from '../records.js'
import { CognitoException, invalidParameter, wrongPassword } from '../exception.js'
import { factorsDue } from '../factors.js'
import { parameter } from '../input.js'
import { askEmailOtp } from './ask.js'
import { afterFirstFactor } from './next-step.js'
import type { Answer, Caller } from './caller.js'
import type { Parts } from '../parts.js'

/** The first factors that a pool takes, of those that are built; where it does not say, passwords. */
export function firstFactors ({ Policies }: PoolOptions): string[] {
  const allowed = Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ['PASSWORD']
  return ['PASSWORD', 'EMAIL_OTP'].filter(factor => allowed.includes(factor))
}

/** Those that the user can sign in with; for nobody, all. */
export function availableTo (user: User | null, pool: PoolOptions): string[] {
  if (user === null) return firstFactors(pool)
  return firstFactors(pool).filter(factor => factor === 'PASSWORD' ? user.Password !== '' : takesEmailOtp(user, pool))
}

/** Who has a second factor signs in with a password. A code shows that an email is theirs who have just signed up; for others it must be known to be. */
function takesEmailOtp (user: User, pool: PoolOptions): boolean {
  const reachable = user.UserStatus === 'UNCONFIRMED'
    ? attributeOf(user, 'email') !== undefined
    : user.UserStatus === 'CONFIRMED' && attributeOf(user, 'email_verified') === 'true'
  return reachable && factorsDue(user, pool).length === 0
}

/** Gives the user, if the password is theirs. That they are disabled shows only after that. */
export async function provePassword (parts: Parts, caller: Caller, password: string): Promise<User> {
  if (caller.user?.UserStatus === 'UNCONFIRMED') throw new CognitoException('UserNotConfirmedException', 'User is not confirmed.')
  return await attempt(parts, caller, user => isSame(password, user.Password), wrongPassword())
}

export const answerChoice: Answer = async (parts, caller, responses) => {
  const choice = parameter(responses, 'ANSWER')
  checkAvailable(caller, choice)
  if (choice === 'PASSWORD') return await answerPassword(parts, caller, responses)
  return await askEmailOtp(parts, caller)
}

/** A password may be given at once, in the place of choosing it. */
export const answerPassword: Answer = async (parts, caller, responses) => {
  checkAvailable(caller, 'PASSWORD')
  const user = await provePassword(parts, caller, parameter(responses, 'PASSWORD'))
  return await afterFirstFactor(parts, { ...caller, user })
}

function checkAvailable ({ user, pool }: Caller, factor: string): void {
  if (!availableTo(user, pool.options).includes(factor)) throw invalidParameter('The selected challenge is not available to the user')
}
