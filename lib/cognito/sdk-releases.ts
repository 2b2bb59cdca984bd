import type { Operation } from './api-operation.js'

const PACKAGE = '@aws-sdk/client-cognito-identity-provider'

/** The oldest release that the plugin supports. */
const OLDEST = '3.800.0'

/** The oldest releases known to have operations that were added later. */
const ADDED_LATER: Partial<Record<Operation, string>> = {
  GetClientToken: '3.1124.0',
  ListUserSessions: '3.1168.0',
  RevokeUserSession: '3.1168.0',
  AdminListUserSessions: '3.1168.0',
  AdminRevokeUserSession: '3.1168.0'
}

/** Returns which release of the AWS SDK an operation requires. */
export function requiredRelease (operation: Operation): string {
  return `${operation} requires ${PACKAGE} ${ADDED_LATER[operation] ?? OLDEST} or newer`
}
