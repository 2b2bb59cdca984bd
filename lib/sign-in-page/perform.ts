import type { TSchema } from '@sinclair/typebox'
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
    const failure = validatorOf(operation.body(api.settings))(body)
    if (failure !== null) throw invalidField(failure)
    await limitOf(api, operation)(request, reply)
    return operation.run(api.operations, request, startSession(sessions, request, reply))
  })
}

const validatorOf = (schema: TSchema) => bodyValidator(schema)

/** The names of fields are the paths of their values in the body, with dots. */
function invalidField ({ instancePath, params: { missingProperty } }: ValidationFailure): Error {
  const path = missingProperty === undefined ? instancePath : `${instancePath}/${String(missingProperty)}`
  const field = path.slice(1).replaceAll('/', '.')
  return Object.assign(new errors.FST_COGNITO_INVALID_INPUT(`body${path} is missing or invalid`), { field })
}
