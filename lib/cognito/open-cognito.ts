import { CognitoApi, type Access } from './api.js'
import { operationsOver, type Operations, type OperationSettings } from './operations.js'
import { Profiles } from './profiles.js'

/** Cognito, as one app client of a pool speaks to it. */
export interface Cognito {
  readonly userPoolId: string
  readonly clientId: string
  readonly operations: Operations
  readonly profiles: Profiles
  /** Loads the SDK ahead of the first call. */
  prepare (): Promise<void>
  /** Ends the connections that are kept open. */
  close (): Promise<void>
}

export function openCognito (access: Access, settings: OperationSettings): Cognito {
  const api = new CognitoApi(access)
  return {
    userPoolId: access.userPoolId,
    get clientId () { return api.clientId },
    operations: operationsOver(api, settings),
    profiles: new Profiles(api),
    prepare: () => api.prepare(),
    close: () => api.close()
  }
}
