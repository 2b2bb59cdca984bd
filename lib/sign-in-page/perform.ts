import { errors } from '../errors.js'
import { bodyValidator, type ValidationFailure } from '../routes/compilers.js'
import { limitOf, type PublicOperation } from '../routes/public-operation.js'
import { startSession } from '../routes/session.js'
import type { Visit } from './visit.js'

/**
 * Performs an operation of the auth API for a form: with the checks, the rate limits and the audit line of
 * the operation's route. If it signs the user in, the cookie of the session is set.
 *
 * @param body - the body that the route would have
 */
export function perform<Result> (
  { pages: { api, audit, sessions }, request, reply }: Visit,
  operation: PublicOperation<Result>,
  body: object
): Promise<Result> {
  // Rate limits and the audit log read it.
  request.body = body
  return audit.run(request, reply, async () => {
    const failures = bodyValidator(operation.body(api.settings))(body)
    if (failures.length > 0) throw invalidField(failures)
    await limitOf(api, operation)(request, reply)
    return operation.run(api.operations, request, startSession(sessions, request, reply))
  })
}

/** Returns the error of a field. The names of fields are the paths of their values in the body, with dots. */
function invalidField (failures: readonly ValidationFailure[]): Error {
  // Of a union, the member with this field has the failure with the longest path.
  const { instancePath, params: { missingProperty } } = failures.reduce((longest, failure) =>
    depth(failure) > depth(longest) ? failure : longest
  )
  const path = missingProperty === undefined ? instancePath : `${instancePath}/${String(missingProperty)}`
  const field = path.slice(1).replaceAll('/', '.')
  return Object.assign(new errors.FST_COGNITO_INVALID_INPUT(`body${path} is missing or invalid`), { field })
}

const depth = ({ instancePath }: ValidationFailure): number => instancePath.split('/').length
