import { createHash } from 'node:crypto'
import { checkSecretHash } from '../app-client.js'
import {
  invalidParameter,
  invalidSession,
  passwordResetRequired,
  userNotFound,
  wrongPassword
} from '../exception.js'
import { availableFactors } from '../factors.js'
import { migrateUser } from '../migrate-user.js'
import { required } from '../parameters.js'
import type { AppClient } from '../records.js'
import { checkFlow, hidesUsers } from '../settings.js'
import { runTrigger, triggerAttributes } from '../triggers/run.js'
import type { UserPool } from '../user-pool.js'
import { startCustom } from './custom.js'
import { byPassword, offerFactors } from './first-factor.js'
import { afterFirstFactor } from './next-step.js'
import { recordFailure } from './history.js'
import { startSrp } from './srp.js'
import type { KnownSignIn, SignIn, Step } from './types.js'

/** A request that starts a sign-in. */
export interface FlowRequest {
  flow: string
  parameters: Record<string, string>
  session?: string | undefined
  clientMetadata?: Record<string, string> | undefined
  /** Whether a page of managed login starts it, which may use flows that the app client does not allow. */
  managedLogin?: boolean
}

type Flow = (signIn: SignIn, session: string | undefined) => Step | Promise<Step>

const FLOWS: Record<string, Flow> = {
  USER_PASSWORD_AUTH: byPassword,
  ADMIN_USER_PASSWORD_AUTH: byPassword,
  USER_SRP_AUTH: signIn => startSrp(signIn),
  CUSTOM_AUTH: startCustom,
  USER_AUTH: async (signIn, session) =>
    session === undefined ? await offerFactors(signIn) : await afterSignUp(signIn, session)
}

/** Flows by their names before 2019. */
const OLD_NAMES: Record<string, string> = { ADMIN_NO_SRP_AUTH: 'ADMIN_USER_PASSWORD_AUTH' }

const FOR_USERS = ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'CUSTOM_AUTH', 'USER_AUTH']
const FOR_ADMINISTRATORS = ['ADMIN_USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'CUSTOM_AUTH', 'USER_AUTH']

/** Starts a sign-in of a user. Refreshing is not one. */
export async function startSignIn (
  pool: UserPool,
  client: AppClient,
  request: FlowRequest,
  isAdministrator: boolean
): Promise<Step> {
  const flow = OLD_NAMES[request.flow] ?? request.flow
  const allowed = isAdministrator ? FOR_ADMINISTRATORS : FOR_USERS
  if (!allowed.includes(flow)) throw invalidParameter('Initiate Auth method not supported.')
  if (request.managedLogin !== true) checkFlow(client, flow)
  const signIn = await openSignIn(pool, client, request, flow)
  return await recordFailure(signIn, async () => {
    await preAuthentication(signIn, request.clientMetadata)
    return await (FLOWS[flow] as Flow)(signIn, request.session)
  })
}

async function openSignIn (
  pool: UserPool,
  client: AppClient,
  { parameters, clientMetadata, managedLogin = false }: FlowRequest,
  flow: string
): Promise<SignIn> {
  const name = required(parameters, 'USERNAME')
  if (flow.endsWith('PASSWORD_AUTH')) required(parameters, 'PASSWORD')
  const known = pool.users.find(name)
  checkSecretHash(client, parameters['SECRET_HASH'], name, known)
  const user = known ?? (await migrateUser(pool, client, name, parameters['PASSWORD'], clientMetadata))
  if (user === undefined && !hidesUsers(client)) throw userNotFound()
  // AWS checks this before a password.
  if (user?.status === 'RESET_REQUIRED') throw passwordResetRequired()
  if (user?.status === 'EXTERNAL_PROVIDER' && flow !== 'CUSTOM_AUTH') throw wrongPassword()
  const username = user?.username ?? generatedName(pool, name)
  return {
    pool,
    client,
    user,
    username,
    parameters,
    state: { deviceKey: parameters['DEVICE_KEY'], ...(managedLogin && { managedLogin }) }
  }
}

/** Returns the name of a user that does not exist: in the form of other names, and the same each time. */
function generatedName (pool: UserPool, name: string): string {
  if (pool.settings.UsernameAttributes === undefined) return name
  const hex = createHash('sha256').update(`${pool.id} ${name.toLowerCase()}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32)
  ].join('-')
}

/** Of the triggers that follow, none receives the ClientMetadata of InitiateAuth (API Reference). */
async function preAuthentication (
  { pool, client, user, username, parameters }: SignIn,
  clientMetadata: Record<string, string> | undefined
): Promise<void> {
  await runTrigger(pool, 'preAuthentication', {
    source: 'Authentication',
    userName: username,
    clientId: client.id,
    request: {
      userAttributes: user === undefined ? {} : triggerAttributes(user),
      validationData: clientMetadata ?? {},
      userNotFound: user === undefined,
      deviceKey: parameters['DEVICE_KEY']
    }
  })
}

/** The Session of ConfirmSignUp signs in the user who was confirmed with it. */
async function afterSignUp (signIn: SignIn, session: string): Promise<Step> {
  const { pool, client, user, username } = signIn
  const challenge = pool.challenges.find(session, 'SIGNED_UP')
  if (user === undefined || challenge.clientId !== client.id || challenge.username !== username) {
    throw invalidSession()
  }
  pool.challenges.take(session)
  // The code that confirmed the sign-up counts as one that was sent to sign in with.
  const factors = availableFactors(pool, user)
  if (!factors.includes('EMAIL_OTP') && !factors.includes('SMS_OTP')) return await offerFactors(signIn)
  return await afterFirstFactor(signIn as KnownSignIn)
}
