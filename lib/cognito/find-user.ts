import type { User } from '../schemas/user.js'
import { userFrom } from './accounts.js'
import type { Caller, CognitoApi } from './api.js'
import type { ErrorContext } from './exceptions.js'

/** Identifies a user. */
export interface UserRef {
  /** The username, or an email address, phone number or `sub` that identifies the user. */
  readonly username: string
}

/** Returns the input of operations on a user with AWS credentials. */
export function userInput ({ userPoolId }: CognitoApi, username: string) {
  return { UserPoolId: userPoolId, Username: username }
}

/**
 * Returns a user of the user pool.
 *
 * @param username - the username, or an email address, phone number or `sub` that identifies the user
 */
export async function findUser (
  api: CognitoApi,
  username: string,
  caller: Caller | undefined,
  errorContext?: ErrorContext
): Promise<User> {
  return userFrom(await api.call('AdminGetUser', userInput(api, username), caller, errorContext))
}
