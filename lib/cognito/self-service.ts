import { errors } from '../errors.js'
import type { CurrentUser } from '../user/current-user.js'

/** The scope by which Cognito lets a token act on the person that it speaks for. */
const SELF_SERVICE = 'aws.cognito.signin.user.admin'

/**
 * What Cognito asks of a token for operations on its own person. It would itself refuse another like one that
 * is over.
 *
 * @throws FST_COGNITO_USER_REQUIRED for a machine, FST_COGNITO_INSUFFICIENT_SCOPE for a token without the
 * scope
 */
export function assertSelfService ({ kind, scopes }: CurrentUser): void {
  if (kind === 'machine') throw new errors.FST_COGNITO_USER_REQUIRED()
  if (!scopes.includes(SELF_SERVICE)) throw new errors.FST_COGNITO_INSUFFICIENT_SCOPE()
}
