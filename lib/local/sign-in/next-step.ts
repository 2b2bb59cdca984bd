import { context, type Fields } from '../emulator.js'
import type { PoolOptions, User } from '../records.js'
import { disabled, notAuthorized } from '../exception.js'
import { factorsDue } from '../factors.js'
import { personTokens } from '../tokens.js'
import { askFactor, askMfaSetup, askMfaType, askNewPassword } from './ask.js'
import type { SignIn } from './caller.js'
import type { Parts } from '../parts.js'

/** What comes after the first factor: a password of one's own, a second factor, or tokens. */
export async function afterFirstFactor (parts: Parts, signIn: SignIn): Promise<Fields> {
  const { user, pool } = signIn
  if (!user.Enabled) throw disabled()
  if (user.UserStatus !== 'FORCE_CHANGE_PASSWORD') return await afterPassword(parts, signIn)
  if (parts.now() >= temporaryUntil(user, pool.options)) throw notAuthorized('Temporary password has expired and must be reset by an administrator.')
  return askNewPassword(parts, signIn)
}

const DAY = 24 * 3600 * 1000

/** The API Reference of PasswordPolicyType: seven days where nothing is said, or 0. */
function temporaryUntil (user: User, { Policies }: PoolOptions): number {
  const days = Policies?.PasswordPolicy?.TemporaryPasswordValidityDays || 7
  return (user.TemporaryPasswordSince ?? user.UserCreateDate.getTime()) + days * DAY
}

export async function afterPassword (parts: Parts, signIn: SignIn): Promise<Fields> {
  const due = factorsDue(signIn.user, signIn.pool.options)
  if (due === 'MFA_SETUP') return askMfaSetup(parts, signIn)
  const [factor, ...others] = due
  if (factor === undefined) return await signedIn(parts, signIn)
  return others.length > 0 ? askMfaType(parts, signIn, due) : await askFactor(parts, signIn, factor)
}

/** Nothing more to show: tokens. Wrong attempts before are forgotten. */
export async function signedIn (parts: Parts, { user, client, pool }: SignIn): Promise<Fields> {
  if (user.Attempts !== undefined) await pool.saveUser(context, { ...user, Attempts: undefined })
  const { session, refreshToken } = await parts.sessions.open(user, client)
  const tokens = personTokens(parts.signer, user, await pool.listUserGroupMembership(context, user), client, session)
  return { ChallengeParameters: {}, AuthenticationResult: { ...tokens, RefreshToken: refreshToken } }
}
