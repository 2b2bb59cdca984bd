import type { GetUserPoolSessionConfigurationResponse } from '@aws-sdk/client-cognito-identity-provider'
import type { Table } from '../store/table.js'
import { CognitoException } from './exception.js'
import type { UserPool } from './user-pool.js'

/** The key of the configuration of a pool. Those of its app clients have the ID of the client. */
export const POOL = 'POOL'

export function sessionConfigurations (pool: UserPool): Table<object> {
  return pool.table('session-configurations')
}

/**
 * Checks that the pool tracks sessions.
 *
 * @throws OperationNotEnabledException if SetUserPoolSessionConfiguration has disabled session tracking
 */
export function checkSessionTracking (pool: UserPool): void {
  const { UserSessionTracking }: Partial<GetUserPoolSessionConfigurationResponse> =
    sessionConfigurations(pool).get(POOL) ?? {}
  if (UserSessionTracking !== 'DISABLED') return
  const message = 'User session tracking is not enabled for this user pool.'
  throw new CognitoException('OperationNotEnabledException', message)
}
