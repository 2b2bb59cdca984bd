import type { TSchema } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { attemptFrom, type LimitedOperation } from '../cognito/attempts.js'
import type { Operations } from '../cognito/operations.js'
import type { RouteSettings } from '../options/route-settings.js'
import type { AuthApi } from './route.js'
import type { StartSession } from './session.js'

/**
 * An operation for users who are not signed in. The route of the auth API and the form of the sign-in page
 * share it: the same values are accepted, and attempts are counted together.
 */
export interface PublicOperation<Result> {
  readonly name: LimitedOperation
  /** Returns the schema of the body. */
  body(settings: RouteSettings): TSchema
  /**
   * Runs the operation for the body of a request, which is valid.
   *
   * @param start - starts a session for tokens. Null for a request that gets tokens
   */
  run(operations: Operations, request: FastifyRequest, start: StartSession | null): Promise<Result>
}

/** Returns the hook that counts attempts at an operation. */
export function limitOf (api: Pick<AuthApi, 'limiter'>, { name }: Pick<PublicOperation<unknown>, 'name'>) {
  return api.limiter.limit(name, attemptFrom(name))
}
