import { CognitoException, limitExceeded } from './exception.js'
import type { AppClient, User } from './records.js'
import type { UserPool } from './user-pool.js'
import { parseClientData } from './webauthn/client-data.js'
import { creationOptions, TIMEOUT } from './webauthn/options.js'
import { verifyRegistration } from './webauthn/registration.js'
import { relyingPartyOf, withOrigin } from './webauthn/relying-party.js'

/** The maximum number of passkeys of a user. */
export const MAX_PASSKEYS = 20

/** Starts the registration of a passkey, and returns the options for the browser. */
export function startPasskey (pool: UserPool, client: AppClient, user: User) {
  const options = creationOptions(user, relyingPartyOf(pool))
  if (user.passkeys.length >= MAX_PASSKEYS) {
    throw limitExceeded('The user has the maximum number of passkeys.')
  }
  const registration = {
    challenge: options.challenge,
    clientId: client.id,
    expiresAt: pool.now() + TIMEOUT.create
  }
  pool.users.save(user, { registration })
  return options
}

/** Adds the passkey that the browser has created. */
export function addPasskey (
  pool: UserPool,
  client: AppClient,
  user: User,
  credential: Parameters<typeof parseClientData>[0]
): void {
  relyingPartyOf(pool)
  const { challenge, origin } = parseClientData(credential)
  const { registration } = user
  if (registration?.challenge !== challenge || registration.expiresAt <= pool.now()) {
    throw new CognitoException(
      'WebAuthnChallengeNotFoundException',
      'The challenge was not found, or has expired.'
    )
  }
  if (registration.clientId !== client.id) {
    throw new CognitoException(
      'WebAuthnClientMismatchException',
      'The registration was started by another client.'
    )
  }
  // A challenge is valid once.
  pool.users.save(user, { registration: undefined })
  const passkey = verifyRegistration(credential, challenge, withOrigin(pool, origin), pool.now())
  pool.users.save(user, { passkeys: [...user.passkeys, passkey] })
}
