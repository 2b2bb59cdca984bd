import { missingAttributes } from '../attributes.js'
import { signInDevice, trustsDevices } from '../devices.js'
import { disabled, notAuthorized } from '../exception.js'
import { factorsDue, setupFactors } from '../factors.js'
import { isTemporaryExpired } from '../password.js'
import type { TokenSource } from '../tokens.js'
import { issueChallenge } from './issue-challenge.js'
import { finish } from './finish.js'
import { issueFactorChallenge } from './mfa.js'
import type { ChallengeStep, KnownSignIn, Step } from './types.js'

/** Returns the step after the first factor: a new password, a second factor, or tokens. */
export async function afterFirstFactor (signIn: KnownSignIn): Promise<Step> {
  const { user, pool } = signIn
  if (!user.enabled) throw disabled()
  if (user.status !== 'FORCE_CHANGE_PASSWORD') return await afterPassword(signIn)
  if (isTemporaryExpired(user, pool.settings, pool.now())) {
    throw notAuthorized('Temporary password has expired and must be reset by an administrator.')
  }
  return issueNewPasswordChallenge(signIn)
}

/** Returns the step after a password that is not temporary: a second factor, or tokens. */
export async function afterPassword (signIn: KnownSignIn, source?: TokenSource): Promise<Step> {
  const { user, pool, state } = signIn
  const due = factorsDue(pool, user)
  if (due === 'MFA_SETUP') return issueSetupChallenge(signIn)
  const [factor, ...others] = due
  if (factor === undefined) return await finish(signIn, source)
  // The device proves itself instead, before there are tokens.
  const isTrusted = trustsDevices(pool) && signInDevice(pool, user, state.deviceKey)?.remembered === true
  if (isTrusted) return await finish(signIn, source)
  if (others.length === 0) return await issueFactorChallenge(signIn, factor)
  const parameters = { MFAS_CAN_CHOOSE: JSON.stringify(due), USER_ID_FOR_SRP: user.username }
  return issueChallenge(signIn, 'SELECT_MFA_TYPE', parameters, { choices: due })
}

function issueNewPasswordChallenge (signIn: KnownSignIn): ChallengeStep {
  const { user, pool } = signIn
  const missing = missingAttributes(user.attributes, pool.settings)
  return issueChallenge(signIn, 'NEW_PASSWORD_REQUIRED', {
    requiredAttributes: JSON.stringify(missing.map(name => `userAttributes.${name}`)),
    userAttributes: JSON.stringify(user.attributes),
    USER_ID_FOR_SRP: user.username
  })
}

function issueSetupChallenge (signIn: KnownSignIn): ChallengeStep {
  const { user, pool } = signIn
  return issueChallenge(signIn, 'MFA_SETUP', {
    MFAS_CAN_SETUP: JSON.stringify(setupFactors(pool, user)),
    USER_ID_FOR_SRP: user.username
  })
}
