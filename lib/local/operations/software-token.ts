import { authenticated } from '../access-token.js'
import { context, type Fields, type Pool } from '../emulator.js'
import type { User } from '../records.js'
import { CognitoException, disabled, invalidParameter, invalidSession } from '../exception.js'
import { factorsDue, poolFactors } from '../factors.js'
import { optionalText, text } from '../input.js'
import { createTotpSecret, stepOf } from '../totp.js'
import type { Challenge } from '../challenges.js'
import type { Parts } from '../parts.js'

/** Begin to set up an authenticator: by an access token, or by the Session of MFA_SETUP. */
export async function associateSoftwareToken (parts: Parts, body: Fields): Promise<Fields> {
  const session = sessionOf(body)
  const SecretCode = createTotpSecret()
  if (session !== undefined) {
    const { challenge } = await settingUp(parts, session)
    parts.challenges.close(session)
    return { SecretCode, Session: parts.challenges.open({ ...challenge, secret: SecretCode }) }
  }
  const { pool, user } = await authenticated(parts, body)
  if (!poolFactors(pool.options).includes('SOFTWARE_TOKEN_MFA')) throw notEnabled()
  await pool.saveUser(context, { ...user, PendingSoftwareToken: SecretCode })
  return { SecretCode }
}

const notEnabled = () => new CognitoException('SoftwareTokenMFANotFoundException', 'Software Token MFA has not been enabled by the userPool')

/** The authenticator's first code. An older authenticator is given up for it (API Reference: AssociateSoftwareToken). */
export async function verifySoftwareToken (parts: Parts, body: Fields): Promise<Fields> {
  const session = sessionOf(body)
  if (session !== undefined) {
    const { pool, user, challenge } = await settingUp(parts, session)
    await register(parts, body, pool, user, challenge.secret, () => parts.challenges.miss(session))
    parts.challenges.close(session)
    return { Status: 'SUCCESS', Session: parts.challenges.open({ ...challenge, verified: true }) }
  }
  const { pool, user } = await authenticated(parts, body)
  await register(parts, body, pool, user, user.PendingSoftwareToken, () => {})
  return { Status: 'SUCCESS' }
}

function sessionOf (body: Fields): string | undefined {
  const session = optionalText(body, 'Session')
  if (session !== undefined && optionalText(body, 'AccessToken') !== undefined) throw invalidParameter('Only one of AccessToken and Session can be given')
  return session
}

/** Who has been asked to set up a factor, and has none yet: a password alone is not to replace one. */
async function settingUp (parts: Parts, session: string): Promise<{ pool: Pool, user: User, challenge: Challenge }> {
  const challenge = parts.challenges.find(session, 'MFA_SETUP')
  const client = await parts.pools.getAppClient(context, challenge.clientId)
  if (client === null) throw invalidSession()
  const pool = await parts.pools.getUserPool(context, client.UserPoolId)
  const user = await pool.getUserByUsername(context, challenge.who)
  if (user === null || factorsDue(user, pool.options) !== 'MFA_SETUP') throw invalidSession()
  if (!user.Enabled) throw disabled()
  return { pool, user, challenge }
}

async function register (parts: Parts, body: Fields, pool: Pool, user: User, secret: string | undefined, onMismatch: () => void): Promise<void> {
  const code = text(body, 'UserCode')
  if (secret === undefined) throw invalidParameter('User has not associated a software token')
  const UsedStep = stepOf(secret, code, parts.now())
  if (UsedStep === undefined) {
    onMismatch()
    throw new CognitoException('EnableSoftwareTokenMFAException', 'Code mismatch and fail enable Software Token MFA')
  }
  await pool.saveUser(context, {
    ...user,
    PendingSoftwareToken: undefined,
    SoftwareTokenMfaConfiguration: { Secret: secret, Verified: true, FriendlyDeviceName: optionalText(body, 'FriendlyDeviceName'), UsedStep }
  })
}
