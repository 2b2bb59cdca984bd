import { Administrators } from './administrators.js'
import { CognitoApi, type Access } from './api.js'
import { operationsOver, type Operations, type OperationSettings } from './operations.js'
import { Profiles } from './profiles.js'

/** Cognito, as one app client of a pool speaks to it. */
export interface Cognito {
  readonly userPoolId: string
  readonly clientId: string
  readonly operations: Operations
  readonly profiles: Profiles
  /** The groups that somebody is in, as Cognito knows them now. Asks with AWS credentials. */
  groupsOf (username: string): Promise<readonly string[]>
  /** Loads the SDK ahead of the first call. */
  prepare (): Promise<void>
  /** Looks for AWS credentials ahead of the first call that needs them, and warns where there are none. */
  findCredentials (): Promise<void>
  /** Ends the connections that are kept open. */
  close (): Promise<void>
}

export function openCognito (access: Access, settings: OperationSettings): Cognito {
  const api = new CognitoApi(access)
  const administrators = new Administrators(api, settings.administrators)
  return {
    userPoolId: access.userPoolId,
    get clientId () { return api.clientId },
    operations: operationsOver(api, administrators, settings),
    profiles: new Profiles(api),
    groupsOf: async username => {
      const names: string[] = []
      for await (const { GroupName = '' } of administrators.groupsOf(username, undefined)) names.push(GroupName)
      return names
    },
    prepare: () => api.prepare(),
    findCredentials: () => api.findCredentials(),
    close: () => api.close()
  }
}
