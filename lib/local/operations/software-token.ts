import type {
  AdminDeleteSoftwareTokenRequest,
  AssociateSoftwareTokenRequest,
  AssociateSoftwareTokenResponse,
  VerifySoftwareTokenRequest,
  VerifySoftwareTokenResponse
} from '@aws-sdk/client-cognito-identity-provider'
import { tokenOwner } from '../pool/access-token.js'
import type { Challenge } from '../pool/challenges.js'
import { CognitoException, disabled, invalidParameter, invalidSession } from '../pool/exception.js'
import { factorsDue, removeSoftwareToken } from '../pool/factors.js'
import type { User } from '../pool/records.js'
import { poolFactors, sessionLifetime } from '../pool/settings.js'
import { createTotpSecret, stepOf } from '../pool/totp.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { namedUser } from './lookup.js'

/** Starts to set up an authenticator, with an access token or with the Session of MFA_SETUP. */
export function associateSoftwareToken (
  pools: UserPools,
  input: Valid<AssociateSoftwareTokenRequest>
): AssociateSoftwareTokenResponse {
  const SecretCode = createTotpSecret()
  if (isBySession(input)) {
    const { pool, challenge } = settingUp(pools, input.Session)
    return {
      SecretCode,
      Session: nextSession(pools, pool, input.Session, { ...challenge, secret: SecretCode })
    }
  }
  const { pool, user } = tokenOwner(pools, input.AccessToken as string)
  if (!poolFactors(pool).includes('SOFTWARE_TOKEN_MFA')) {
    throw new CognitoException(
      'SoftwareTokenMFANotFoundException',
      'Software Token MFA has not been enabled by the userPool'
    )
  }
  pool.users.save(user, { pendingSecret: SecretCode })
  return { SecretCode }
}

/** Completes it with the authenticator's first code. An older authenticator no longer works then. */
export function verifySoftwareToken (
  pools: UserPools,
  input: Valid<VerifySoftwareTokenRequest>
): VerifySoftwareTokenResponse {
  if (!isBySession(input)) {
    const { pool, user } = tokenOwner(pools, input.AccessToken as string)
    register(pool, user, user.pendingSecret, input)
    return { Status: 'SUCCESS' }
  }
  const { pool, user, challenge } = settingUp(pools, input.Session)
  const putBack = pool.challenges.take(input.Session)
  try {
    register(pool, user, challenge.secret, input)
  } catch (error) {
    putBack((error as CognitoException).name === 'EnableSoftwareTokenMFAException')
    throw error
  }
  return {
    Status: 'SUCCESS',
    Session: nextSession(pools, pool, input.Session, { ...challenge, verified: true })
  }
}

/** Removes the authenticator of a user who has lost it. */
export function adminDeleteSoftwareToken (
  pools: UserPools,
  input: Valid<AdminDeleteSoftwareTokenRequest>
): void {
  const { pool, user } = namedUser(pools, input)
  removeSoftwareToken(pool, user)
}

type Input = { AccessToken?: string | undefined, Session?: string | undefined }

function isBySession<Given extends Input> (input: Given): input is Given & { Session: string } {
  if ((input.AccessToken === undefined) === (input.Session === undefined)) {
    throw invalidParameter('Exactly one of AccessToken or Session must be present')
  }
  return input.Session !== undefined
}

/** Returns the user of MFA_SETUP. The user must have no factor: a password alone must not replace one. */
function settingUp (pools: UserPools, session: string): { pool: UserPool, user: User, challenge: Challenge } {
  const pool = pools.all().find(({ challenges }) => challenges.clientOf(session) !== undefined)
  if (pool === undefined) throw invalidSession()
  const challenge = pool.challenges.find(session, 'MFA_SETUP')
  const user = pool.users.find(challenge.username)
  if (user === undefined || !pool.clients.has(challenge.clientId)) throw invalidSession()
  if (factorsDue(pool, user) !== 'MFA_SETUP') throw invalidSession()
  if (!user.enabled) throw disabled()
  return { pool, user, challenge }
}

function nextSession (pools: UserPools, pool: UserPool, session: string, challenge: Challenge): string {
  pool.challenges.take(session)
  return pool.challenges.open(challenge, sessionLifetime(pools.client(challenge.clientId).client))
}

function register (
  pool: UserPool,
  user: User,
  secret: string | undefined,
  input: Valid<VerifySoftwareTokenRequest>
): void {
  if (secret === undefined) throw invalidParameter('User has not associated a software token')
  const usedStep = stepOf(secret, input.UserCode, pool.now())
  if (usedStep === undefined) {
    throw new CognitoException(
      'EnableSoftwareTokenMFAException',
      'Code mismatch and fail enable Software Token MFA'
    )
  }
  const name = input.FriendlyDeviceName
  const softwareToken = { secret, usedStep, ...(name !== undefined && { name }) }
  pool.users.save(user, { pendingSecret: undefined, softwareToken })
}
