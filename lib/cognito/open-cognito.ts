import { Administrators } from './administrators.js'
import { CognitoApi, type Access, type AppClient, type Caller } from './api.js'
import { ClientTokens } from './client-tokens.js'
import { currentGroups, type TokenUser } from './current-groups.js'
import { createOperations, type Operations, type OperationSettings } from './operations.js'
import { Profiles } from './profiles.js'
import { Revoker } from './revoker.js'
import { Sessions } from './sessions.js'

/** The Cognito API, for one app client of a user pool. */
export interface Cognito {
  readonly userPoolId: string
  readonly clientId: string
  readonly operations: Operations
  readonly profiles: Profiles
  readonly sessions: Sessions
  /** Access tokens of the app client for machines. Null without the option `machine`. */
  readonly clientTokens: ClientTokens | null
  /**
   * Returns the groups of a token's user as Cognito has them now. Needs AWS credentials.
   *
   * @throws FST_COGNITO_INVALID_TOKEN if the user was deleted, disabled or replaced by another user with the
   * same username
   */
  groupsOf(user: TokenUser): Promise<readonly string[]>
  /**
   * Resolves a name to the username in the pool of a user who is in no group of administrators.
   *
   * @throws FST_COGNITO_INSUFFICIENT_GROUPS for an administrator
   */
  resolveNonAdministrator(name: string, caller: Caller): Promise<string>
  /** Loads the SDK ahead of the first call. */
  prepare(): Promise<void>
  /**
   * Looks for AWS credentials before the first call that needs them, and logs a warning if there are none.
   */
  findCredentials(): Promise<void>
  /** Ends the connections that are kept open. */
  close(): Promise<void>
}

/**
 * Opens the Cognito API for one app client. It connects with the first call.
 *
 * @param machine - the app client for machines
 */
export function openCognito (
  access: Access,
  settings: OperationSettings,
  machine: AppClient | null = null
): Cognito {
  const api = new CognitoApi(access)
  const administrators = new Administrators(api, settings)
  const profiles = new Profiles(api)
  const revoker = new Revoker(settings.revocation, settings.issuers)
  const sessions = new Sessions(api, revoker)
  return {
    userPoolId: access.userPoolId,
    get clientId () {
      return api.clientId
    },
    operations: createOperations(api, { administrators, profiles, revoker, sessions }, settings),
    profiles,
    sessions,
    clientTokens: machine === null ? null : new ClientTokens(api.forClient(machine), settings.clock),
    resolveNonAdministrator: administrators.resolveNonAdministrator.bind(administrators),
    groupsOf: user => currentGroups(api, administrators, user),
    prepare: () => api.prepare(),
    findCredentials: () => api.findCredentials(),
    close: () => api.close()
  }
}
