import { checkFlow, checkSecretHash, clientOf, hidesUsers, poolOf, rotates } from '../app-client.js'
import { context, type Fields, type Pool } from '../emulator.js'
import type { AppClient } from '../records.js'
import { invalidParameter, passwordResetRequired, unsupported, userNotFound } from '../exception.js'
import { optionalText, parameter, text, texts } from '../input.js'
import { askChoice, askEmailOtp } from '../sign-in/ask.js'
import { whoIs, type Caller, type SignIn } from '../sign-in/caller.js'
import { availableTo, provePassword } from '../sign-in/first-factor.js'
import { afterFirstFactor } from '../sign-in/next-step.js'
import { refreshed } from './refresh.js'
import type { Parts } from '../parts.js'

export async function initiateAuth (parts: Parts, body: Fields): Promise<Fields> {
  return await initiate(parts, body, await clientOf(parts, body), 'USER_PASSWORD_AUTH')
}

export async function adminInitiateAuth (parts: Parts, body: Fields): Promise<Fields> {
  return await initiate(parts, body, await poolOf(parts, body), 'ADMIN_USER_PASSWORD_AUTH')
}

async function initiate (parts: Parts, body: Fields, { client, pool }: { client: AppClient, pool: Pool }, passwordFlow: string): Promise<Fields> {
  const flow = text(body, 'AuthFlow')
  if (flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN') return await refreshTokenAuth(parts, body, client)
  if (flow !== passwordFlow && flow !== 'USER_AUTH') throw unsupported(`AuthFlow=${flow}`)
  checkFlow(client, flow)
  const parameters = texts(body, 'AuthParameters')
  const username = parameter(parameters, 'USERNAME')
  const user = await pool.getUserByUsername(context, username)
  checkSecretHash(client, parameters['SECRET_HASH'], username, user)
  if (user === null && !hidesUsers(client)) throw userNotFound()
  // AWS says this before it looks at a password.
  if (user?.UserStatus === 'RESET_REQUIRED') throw passwordResetRequired()
  const caller = { who: whoIs(user, username), user, client, pool }
  return flow === 'USER_AUTH' ? await userAuth(parts, body, caller, parameters) : await byPassword(parts, caller, parameters)
}

async function byPassword (parts: Parts, caller: Caller, parameters: Record<string, string>): Promise<Fields> {
  const user = await provePassword(parts, caller, parameter(parameters, 'PASSWORD'))
  return await afterFirstFactor(parts, { ...caller, user })
}

/** The first factor that is preferred, if the user has it; else a choice among those that they have (Developer Guide: Authentication flows). */
async function userAuth (parts: Parts, body: Fields, caller: Caller, parameters: Record<string, string>): Promise<Fields> {
  const available = availableTo(caller.user, caller.pool.options)
  const session = optionalText(body, 'Session')
  if (session !== undefined) {
    parts.challenges.check(session, 'ConfirmSignUp', caller.who, caller.client.ClientId)
    parts.challenges.close(session)
    // The code that confirmed the sign-up counts as one that was sent for this.
    if (available.includes('EMAIL_OTP')) return await afterFirstFactor(parts, caller as SignIn)
  }
  const preferred = parameters['PREFERRED_CHALLENGE']
  if (preferred === undefined || !available.includes(preferred)) return askChoice(parts, caller, available)
  return preferred === 'PASSWORD' ? await byPassword(parts, caller, parameters) : await askEmailOtp(parts, caller)
}

async function refreshTokenAuth (parts: Parts, body: Fields, client: AppClient): Promise<Fields> {
  if (rotates(client)) throw invalidParameter('REFRESH_TOKEN_AUTH flow not enabled for this client')
  checkFlow(client, 'REFRESH_TOKEN_AUTH')
  const parameters = texts(body, 'AuthParameters')
  return await refreshed(parts, client, parameter(parameters, 'REFRESH_TOKEN'), user => {
    checkSecretHash(client, parameters['SECRET_HASH'], user.Username, null)
  })
}
