import { signInFailed } from '../exception.js'
import { required } from '../parameters.js'
import { save } from '../save.js'
import { verifyAssertion } from '../webauthn/authentication.js'
import { parseClientData } from '../webauthn/client-data.js'
import { requestOptions } from '../webauthn/options.js'
import { relyingPartyOf, withOrigin } from '../webauthn/relying-party.js'
import { issueChallenge } from './issue-challenge.js'
import { knownUser } from './mfa.js'
import { finish } from './finish.js'
import type { ChallengeHandler, ChallengeStep, KnownSignIn } from './types.js'

/** Issues the challenge for a passkey. It is only offered to users who have one. */
export function issuePasskeyChallenge (signIn: KnownSignIn): ChallengeStep {
  const options = requestOptions(signIn.user, relyingPartyOf(signIn.pool))
  const parameters = { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options), USERNAME: signIn.username }
  return issueChallenge(signIn, 'WEB_AUTHN', parameters, { first: true, passkeyChallenge: options.challenge })
}

export const respondToPasskey: ChallengeHandler = async (signIn, { passkeyChallenge = '' }) => {
  const known = knownUser(signIn)
  const { pool, user, parameters } = known
  const credential = required(parameters, 'CREDENTIAL')
  const relyingParty = withOrigin(pool, originOf(credential))
  const passkey = verifyAssertion(credential, user.passkeys, passkeyChallenge, relyingParty)
  if (passkey === undefined) throw signInFailed('Invalid passkey.')
  save(pool, user, { passkeys: user.passkeys.map(one => (one.id === passkey.id ? passkey : one)) })
  return await finish(known)
}

function originOf (credential: string): string {
  try {
    return parseClientData(JSON.parse(credential)).origin
  } catch {
    // Reported when the credential is verified.
    return ''
  }
}
