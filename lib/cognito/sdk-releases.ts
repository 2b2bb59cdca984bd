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

/** Returns the oldest release of the AWS SDK known to have an operation. */
export function releaseOf (operation: Operation): string {
  return ADDED_LATER[operation] ?? OLDEST
}

/** Returns the message that a feature requires a release of the AWS SDK. */
export function requiredRelease (feature: string, release: string): string {
  return `${feature} requires ${PACKAGE} ${release} or newer`
}
