import { errors } from '../errors.js'
import type { CurrentUser } from '../user/current-user.js'

/** The scope that an access token needs for operations on its own user. */
const SELF_SERVICE = 'aws.cognito.signin.user.admin'

/**
 * Checks that a token may be used for operations on its own user. For other tokens Cognito would respond as
 * for an expired token.
 *
 * @throws FST_COGNITO_USER_REQUIRED for a machine, FST_COGNITO_INSUFFICIENT_SCOPE for a token without the
 * scope
 */
export function assertSelfService ({ kind, scopes }: CurrentUser): void {
  if (kind === 'machine') throw new errors.FST_COGNITO_USER_REQUIRED()
  if (!scopes.includes(SELF_SERVICE)) throw new errors.FST_COGNITO_INSUFFICIENT_SCOPE()
}
