import { errors } from '../errors.js'
import { tokenRejection } from '../verification/token-rejection.js'
import type { Administrators } from './administrators.js'
import type { CognitoApi } from './api.js'
import { findUser } from './find-user.js'

/** The user of a token: its `sub`, and the username in the pool. */
export interface TokenUser {
  readonly id: string
  readonly username: string
}

/**
 * Returns the groups of a token's user as Cognito has them now.
 *
 * @throws FST_COGNITO_INVALID_TOKEN if the user was deleted or disabled, or if the username now belongs to
 * another user
 */
export async function currentGroups (
  api: CognitoApi,
  administrators: Administrators,
  { id, username }: TokenUser
): Promise<readonly string[]> {
  const names: string[] = []
  try {
    for await (const { GroupName = '' } of administrators.groupsOf(username, undefined, 'CurrentUser')) {
      names.push(GroupName)
    }
    // After the groups: if the user was replaced while they were read, this shows it.
    const user = await findUser(api, username, undefined, 'CurrentUser')
    if (user.id === id && user.enabled) return names
  } catch (error) {
    if (!(error instanceof errors.FST_COGNITO_INVALID_TOKEN)) throw error
  }
  throw tokenRejection('user')
}
