import type { AuthFlowType, ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import type { Test } from 'tap'
import type { LocalCognito } from '../../../dist/local/index.js'
import type { User } from '../../../dist/local/pool/records.js'
import {
  createClient,
  hashOf,
  startPool,
  type Factor,
  type PoolOptions,
  type PoolUser
} from '../../local-pool.js'
import { SrpSecret } from '../../protocol/srp-secret.js'

export { ADA, BOB, hashOf, SECRET, type PoolOptions, type PoolUser } from '../../local-pool.js'

/** A pool of the local Cognito, and a client of it. */
export async function start (t: Test, settings: PoolOptions = {}) {
  // Some tests mean their malformed requests.
  const pool = await startPool(t, { malformed: true, ...settings })
  const {
    local,
    api,
    users,
    options: { userPoolId, clientId: ClientId, clientSecret }
  } = pool
  const hash = (name: string) =>
    clientSecret === undefined ? {} : { SECRET_HASH: hashOf(clientSecret, name, ClientId) }
  const initiate = (AuthFlow: AuthFlowType, AuthParameters: Record<string, string>, Session?: string) =>
    api.initiateAuth({ AuthFlow, ClientId, AuthParameters, Session })
  const signIn = ({ email, password = '' }: PoolUser) =>
    initiate('USER_PASSWORD_AUTH', { USERNAME: email, PASSWORD: password, ...hash(email) })
  const respond = (
    ChallengeName: ChallengeNameType,
    { Session }: { Session?: string | undefined },
    USERNAME: string,
    responses: Record<string, string> = {}
  ) =>
    api.respondToAuthChallenge({
      ChallengeName,
      ClientId,
      Session,
      ChallengeResponses: { USERNAME, ...responses }
    })
  const cognito = {
    ...pool,
    endpoint: local.endpoint,
    mailbox: mailboxOf(local),
    totp: (name: string) => users.totp(name),
    liveUser: (name: string) => liveUserOf(users, name)
  }
  const srp = (username: string, password: string) =>
    new SrpSecret([userPoolId.split('_')[1] as string, username], password)
  const createOther = async () => (await createClient(api, userPoolId, {})).ClientId
  return { cognito, api, ClientId, createOther, hash, initiate, signIn, respond, srp }
}

function mailboxOf ({ mailbox }: LocalCognito) {
  return {
    get messages () {
      return mailbox.messages
    },
    last: (destination: string) => mailbox.last(destination) ?? { code: '', destination, medium: '' },
    count: (destination: string) =>
      mailbox.messages.filter(message => message.destination.toLowerCase() === destination.toLowerCase())
        .length
  }
}

/** A user, which a test can change. */
function liveUserOf (users: LocalCognito['users'], name: string) {
  let user = users.find(name) as User
  users.change(name, live => {
    user = live
  })
  const set = (change: Partial<User>) => users.change(user.username, live => Object.assign(live, change))
  return {
    get sub () {
      return user.sub
    },
    get attributes () {
      return user.attributes
    },
    get passkeys () {
      return user.passkeys
    },
    get password () {
      return user.password ?? null
    },
    get status () {
      return user.status
    },
    set status (status: User['status']) {
      set({ status })
    },
    get disabled () {
      return !user.enabled
    },
    set disabled (disabled: boolean) {
      set({ enabled: !disabled })
    },
    get preferredMfa () {
      return user.preferredFactor as Factor
    },
    set preferredMfa (preferredFactor: Factor) {
      set({ preferredFactor })
    },
    get lockedUntil () {
      return user.attempts?.lockedUntil ?? 0
    },
    set lockedUntil (lockedUntil: number) {
      set({ attempts: { failed: 5, lockedUntil, lastAt: lockedUntil } })
    }
  }
}

/** The expected exception. */
export function refusal (name: string, message?: string | RegExp) {
  return { name, ...(message !== undefined && { message }) }
}
