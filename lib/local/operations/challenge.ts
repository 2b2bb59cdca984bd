import { checkSecretHash, clientOf, poolOf } from '../app-client.js'
import { context, type Fields, type Pool } from '../emulator.js'
import type { AppClient } from '../records.js'
import { disabled, passwordResetRequired, unsupported } from '../exception.js'
import { parameter, text, texts } from '../input.js'
import { whoIs, type Answer } from '../sign-in/caller.js'
import { answerChoice, answerPassword } from '../sign-in/first-factor.js'
import { answerMessageCode } from '../sign-in/message-code.js'
import { answerMfaSetup, answerMfaType } from '../sign-in/mfa.js'
import { answerNewPassword } from '../sign-in/new-password.js'
import { answerSoftwareToken } from '../sign-in/software-token.js'
import type { Parts } from '../parts.js'

/** What is answered by each name, and the challenge whose Session it takes. */
const ANSWERS = new Map<string, { to: string, answer: Answer }>([
  ['NEW_PASSWORD_REQUIRED', { to: 'NEW_PASSWORD_REQUIRED', answer: answerNewPassword }],
  ['MFA_SETUP', { to: 'MFA_SETUP', answer: answerMfaSetup }],
  ['SELECT_MFA_TYPE', { to: 'SELECT_MFA_TYPE', answer: answerMfaType }],
  ['SOFTWARE_TOKEN_MFA', { to: 'SOFTWARE_TOKEN_MFA', answer: answerSoftwareToken }],
  ['SMS_MFA', { to: 'SMS_MFA', answer: answerMessageCode }],
  ['EMAIL_OTP', { to: 'EMAIL_OTP', answer: answerMessageCode }],
  ['SELECT_CHALLENGE', { to: 'SELECT_CHALLENGE', answer: answerChoice }],
  ['PASSWORD', { to: 'SELECT_CHALLENGE', answer: answerPassword }]
])

export async function respondToAuthChallenge (parts: Parts, body: Fields): Promise<Fields> {
  return await respond(parts, body, await clientOf(parts, body))
}

export async function adminRespondToAuthChallenge (parts: Parts, body: Fields): Promise<Fields> {
  return await respond(parts, body, await poolOf(parts, body))
}

async function respond (parts: Parts, body: Fields, { client, pool }: { client: AppClient, pool: Pool }): Promise<Fields> {
  const name = text(body, 'ChallengeName')
  const session = text(body, 'Session')
  const responses = texts(body, 'ChallengeResponses')
  const username = parameter(responses, 'USERNAME')
  const known = ANSWERS.get(name)
  if (known === undefined) throw unsupported(`ChallengeName=${name}`)
  const user = await pool.getUserByUsername(context, username)
  checkSecretHash(client, responses['SECRET_HASH'], username, user)
  const who = whoIs(user, username)
  const challenge = parts.challenges.check(session, known.to, who, client.ClientId)
  if (challenge.first !== true && user?.Enabled === false) throw disabled()
  if (user?.UserStatus === 'RESET_REQUIRED') throw passwordResetRequired()
  const next = await known.answer(parts, { who, user, client, pool, session, challenge }, responses)
  parts.challenges.close(session)
  return next
}
