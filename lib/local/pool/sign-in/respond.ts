import { checkSecretHash } from '../app-client.js'
import type { Challenge } from '../challenges.js'
import {
  disabled,
  invalidParameter,
  invalidSession,
  passwordResetRequired,
  type CognitoException
} from '../exception.js'
import { required } from '../parameters.js'
import type { AppClient } from '../records.js'
import type { UserPool } from '../user-pool.js'
import { respondToCustom } from './custom.js'
import { respondToDeviceSrp, respondToDeviceVerifier } from './device.js'
import { respondToChoice, respondToFirstCode, byPassword } from './first-factor.js'
import { recordFailure } from './history.js'
import { respondToMfaCode, respondToMfaSetup, respondToMfaType, respondToSoftwareToken } from './mfa.js'
import { respondToNewPassword } from './new-password.js'
import { respondToPasskey } from './passkey.js'
import { respondToPasswordVerifier } from './password-verifier.js'
import { startSrp } from './srp.js'
import type { ChallengeHandler, SignIn, Step } from './types.js'

const HANDLERS: Record<string, ChallengeHandler> = {
  SELECT_CHALLENGE: respondToChoice,
  PASSWORD: byPassword,
  PASSWORD_SRP: signIn => startSrp(signIn),
  PASSWORD_VERIFIER: respondToPasswordVerifier,
  EMAIL_OTP: async (signIn, challenge) =>
    challenge.first === true
      ? await respondToFirstCode(signIn, challenge)
      : await respondToMfaCode(signIn, challenge),
  SMS_OTP: respondToFirstCode,
  SMS_MFA: respondToMfaCode,
  SOFTWARE_TOKEN_MFA: respondToSoftwareToken,
  SELECT_MFA_TYPE: respondToMfaType,
  MFA_SETUP: respondToMfaSetup,
  NEW_PASSWORD_REQUIRED: respondToNewPassword,
  WEB_AUTHN: respondToPasskey,
  CUSTOM_CHALLENGE: respondToCustom,
  DEVICE_SRP_AUTH: respondToDeviceSrp,
  DEVICE_PASSWORD_VERIFIER: respondToDeviceVerifier
}

/** A response to SELECT_CHALLENGE may have the name of the choice instead. */
const CHOICES = ['PASSWORD', 'PASSWORD_SRP']

export interface ChallengeResponse {
  name: string
  session: string | undefined
  responses: Record<string, string>
  clientMetadata?: Record<string, string> | undefined
}

/** Responds to a challenge of a sign-in, and returns the next step. */
export async function respond (
  pool: UserPool,
  client: AppClient,
  response: ChallengeResponse
): Promise<Step> {
  const { name, responses } = response
  const username = required(responses, 'USERNAME')
  const block = responses['PASSWORD_CLAIM_SECRET_BLOCK'] ?? ''
  const session = response.session ?? pool.challenges.aliased(block)
  const handle = HANDLERS[name]
  if (handle === undefined) throw invalidParameter(`The challenge ${name} accepts no response.`)
  if (session === undefined) {
    throw block === '' ? invalidParameter('Missing required parameter Session') : invalidSession()
  }
  checkSecretHash(client, responses['SECRET_HASH'], username, pool.users.find(username))
  const challenge = findChallenge(pool, session, name)
  const signIn = signInOf(pool, client, challenge, response, username)
  // Before anything waits: of two responses at once, only one has a Session.
  const putBack = pool.challenges.take(session)
  try {
    return await recordFailure(signIn, () => handle(signIn, challenge))
  } catch (error) {
    const { isFailedAttempt = false, endsChallenge = false } = error as Partial<CognitoException>
    if (!endsChallenge) putBack(isFailedAttempt)
    throw error
  }
}

function findChallenge (pool: UserPool, session: string, name: string): Challenge {
  if (!CHOICES.includes(name)) return pool.challenges.find(session, name)
  try {
    return pool.challenges.find(session, name)
  } catch {
    const challenge = pool.challenges.find(session, 'SELECT_CHALLENGE')
    if (challenge.choices?.includes(name) === true) return challenge
    throw invalidParameter('The selected challenge is not available to the user')
  }
}

function signInOf (
  pool: UserPool,
  client: AppClient,
  challenge: Challenge,
  { responses, clientMetadata }: ChallengeResponse,
  name: string
): SignIn {
  const user = pool.users.find(challenge.username)
  const isNamed =
    name === challenge.username ||
    (user !== undefined && pool.users.find(name) === user) ||
    (user === undefined && challenge.givenName === name.toLowerCase())
  // Once the real username was revealed, SECRET_HASH is computed with it.
  if (challenge.revealed === true) checkSecretHash(client, responses['SECRET_HASH'], challenge.username)
  if (!isNamed || challenge.clientId !== client.id) throw invalidSession()
  if (user === undefined && challenge.first !== true) throw invalidSession()
  if (challenge.first !== true && user?.enabled === false) throw disabled()
  if (user?.status === 'RESET_REQUIRED') throw passwordResetRequired()
  return {
    pool,
    client,
    user,
    username: challenge.username,
    parameters: responses,
    clientMetadata,
    state: { ...challenge, deviceKey: challenge.deviceKey ?? responses['DEVICE_KEY'] }
  }
}
