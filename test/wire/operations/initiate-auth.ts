import type { AdminInitiateAuthRequest, InitiateAuthRequest } from '@aws-sdk/client-cognito-identity-provider'
import { checkState, type Pool } from '../pool.js'
import { invalidParameter, invalidSession, required, userNotFound, wrongPassword, type Refusal } from '../refusal.js'
import { checkSecretHash, clientOf, type Client } from '../secret-hash.js'
import type { Pending } from '../sessions.js'
import { checkPool } from './administered.js'
import { ask, signedIn, type Step } from './asking.js'
import { bySrp, byPassword, offer } from './first-factor.js'
import { refreshTokenAuth } from './refresh.js'

interface Start { pending: Pending, parameters: Record<string, string>, session: string | undefined }

type Flow = (pool: Pool, start: Start) => Step | Promise<Step>

const byPasswordAtOnce: Flow = (pool, { pending, parameters }) => {
  required(parameters, 'PASSWORD')
  known(pool, pending, wrongPassword)
  return byPassword(pool, pending, parameters)
}

const FLOWS: Record<string, Flow> = {
  USER_PASSWORD_AUTH: byPasswordAtOnce,
  ADMIN_USER_PASSWORD_AUTH: byPasswordAtOnce,
  USER_SRP_AUTH: (pool, { pending, parameters }) => {
    known(pool, pending)
    return bySrp(pool, pending, parameters)
  },
  CUSTOM_AUTH: (pool, { pending, parameters }) => {
    known(pool, pending)
    if (parameters['CHALLENGE_NAME'] === 'SRP_A') return bySrp(pool, { ...pending, thenCustom: true }, parameters)
    return askCustom(pool, pending)
  },
  // Whether there is such a person, a choice never tells.
  USER_AUTH: (pool, start) => start.session === undefined ? offer(pool, start.pending, start.parameters) : afterSignUp(pool, start)
}

/** What each operation may begin. */
const USERS = ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'CUSTOM_AUTH', 'USER_AUTH']
const ADMINISTRATORS = ['ADMIN_USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'CUSTOM_AUTH', 'USER_AUTH']

export async function initiateAuth (pool: Pool, body: InitiateAuthRequest): Promise<Step> {
  return initiate(pool, body, USERS)
}

export async function adminInitiateAuth (pool: Pool, body: AdminInitiateAuthRequest): Promise<Step> {
  checkPool(pool, body.UserPoolId)
  return initiate(pool, body, ADMINISTRATORS)
}

async function initiate (pool: Pool, { AuthFlow: flow = '' as never, ClientId = '', AuthParameters: parameters = {}, Session: session }: InitiateAuthRequest, allowed: string[]): Promise<Step> {
  const client = clientOf(pool.settings, ClientId)
  if (flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN') return refreshTokenAuth(pool, client, parameters)
  if (!allowed.includes(flow)) throw invalidParameter('Initiate Auth method not supported.')
  if (!pool.settings.flows.includes(flow)) throw invalidParameter(`${flow} flow not enabled for this client`)
  return (FLOWS[flow] as Flow)(pool, { pending: arriving(pool, client, parameters), parameters, session })
}

function arriving (pool: Pool, client: Client, parameters: Record<string, string>): Pending {
  const name = required(parameters, 'USERNAME')
  const person = pool.users.find(name)
  checkSecretHash(client, parameters['SECRET_HASH'], [name])
  if (person !== null) checkState(person)
  return { person, username: person?.sub ?? pool.users.strangerName(name), clientId: client.id, told: false, deviceKey: parameters['DEVICE_KEY'] }
}

/** Throws for somebody who is not there, unless the client hides that: then in the way that is given, or not at all. */
function known (pool: Pool, { person }: Pending, hidden?: () => Refusal): void {
  if (person !== null) return
  if (!pool.settings.hidesUsers) throw userNotFound()
  if (hidden !== undefined) throw hidden()
}

/** The Session of ConfirmSignUp signs its person in, and nobody else. */
async function afterSignUp (pool: Pool, { pending, session = '' }: Start): Promise<Step> {
  const { person } = pool.sessions.find(session, 'SIGNED_UP', pending.clientId)
  if (person === null || person !== pending.person) throw invalidSession()
  pool.sessions.use(session)
  return signedIn(pool, person, pending)
}

export function askCustom (pool: Pool, pending: Pending): Step {
  return ask(pool, 'CUSTOM_CHALLENGE', pending, { ...pool.settings.customParameters, USERNAME: pending.username })
}
