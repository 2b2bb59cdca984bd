import { associateSoftwareToken } from '../operations/software-token.js'
import { startSignIn } from '../pool/sign-in/flows.js'
import { afterFirstFactor } from '../pool/sign-in/next-step.js'
import { isChallenge, type ChallengeStep, type Step, type UserStep } from '../pool/sign-in/types.js'
import type { User } from '../pool/records.js'
import type { HttpResponse } from '../protocol/http.js'
import { hasPasskeys, offerPasskey } from './add-passkey.js'
import { hashFor } from './api.js'
import { isChoiceBased } from './choice.js'
import { complete } from './complete.js'
import { withPasskey, type SignInRequest } from './sign-in-request.js'
import { startStep } from './steps.js'
import type { Visit } from './visit.js'

/** Starts a sign-in with the username and, unless users choose the factor, the password. */
export async function start (visit: Visit, request: SignInRequest, username: string): Promise<HttpResponse> {
  const { pool, client } = request
  const hash = hashFor(client, username)
  const parameters = {
    USERNAME: username,
    ...(hash !== undefined && { SECRET_HASH: hash }),
    ...(!isChoiceBased(request) && { PASSWORD: visit.form.get('password') ?? '' })
  }
  const flow = isChoiceBased(request) ? 'USER_AUTH' : 'USER_PASSWORD_AUTH'
  const step = await startSignIn(pool, client, { flow, parameters, managedLogin: true }, false)
  return await proceed(visit, request, step, username)
}

/** Continues a sign-in after the sign-up is confirmed. The user can add a passkey at its end. */
export async function startConfirmed (visit: Visit, given: SignInRequest, user: User): Promise<HttpResponse> {
  const { pool, client } = given
  const request = hasPasskeys(given) ? withPasskey(given) : given
  const { username } = user
  const signIn = { pool, client, user, username, parameters: {}, state: { managedLogin: true } }
  return await proceed(visit, request, await afterFirstFactor(signIn), username)
}

/** Redirects to the next challenge, or back to the app client. */
export async function proceed (
  visit: Visit,
  request: SignInRequest,
  step: Step,
  given: string
): Promise<HttpResponse> {
  const { pool } = request
  if (!isChallenge(step)) {
    const known = { user: (step as UserStep).user, authTime: Math.floor(pool.now() / 1000) }
    if (request.addsPasskey && hasPasskeys(request)) return offerPasskey(visit, request, known)
    return await complete(request, known, { isNew: true })
  }
  const { parameters } = step
  const username = parameters['USER_ID_FOR_SRP'] ?? parameters['USERNAME'] ?? given
  const choices = step.available?.filter(choice => choice !== 'PASSWORD_SRP') ?? []
  // A user with a password alone can choose between it and SRP.
  const isPassword = step.name === 'SELECT_CHALLENGE' && choices.length === 1
  return startStep(visit, request, '/challenge', {
    name: isPassword ? 'PASSWORD' : step.name,
    username,
    parameters: { ...parameters, ...(choices.length > 0 && { CHOICES: JSON.stringify(choices) }) },
    session: step.session,
    ...withSecret(visit, step)
  })
}

/** An authenticator is offered together with other ways to set up MFA. */
function withSecret ({ pools }: Visit, { name, parameters, session }: ChallengeStep) {
  if (name !== 'MFA_SETUP' || !parameters['MFAS_CAN_SETUP']?.includes('SOFTWARE_TOKEN_MFA')) return {}
  const { SecretCode, Session } = associateSoftwareToken(pools, { Session: session })
  return { secret: SecretCode as string, session: Session as string }
}
