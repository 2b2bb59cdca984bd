import type { FastifyBaseLogger } from 'fastify'
import { withCause } from '../describe-error.js'
import { errors } from '../errors.js'
import type { Sessions, SessionStore } from './store.js'

/** Opens a store whose errors are FST_COGNITO_SESSIONS_UNAVAILABLE, with the error of the store as cause. */
export async function openStore (
  store: SessionStore,
  context: { log: FastifyBaseLogger, clock: () => number }
): Promise<Sessions> {
  const sessions = await store.open(context)
  return {
    create: (id, session) => attempt(() => sessions.create(id, session)),
    read: (id, known) => {
      try {
        // Not async: a store in memory returns the session itself.
        const session = sessions.read(id, known)
        return session instanceof Promise ? session.catch(fail) : session
      } catch (error) {
        return fail(error)
      }
    },
    replace: (id, session) => attempt(() => sessions.replace(id, session)),
    touch: (id, expiresAt) => attempt(() => sessions.touch(id, expiresAt)),
    delete: id => attempt(() => sessions.delete(id)),
    deleteAll: target => attempt(() => sessions.deleteAll(target)),
    close: () => sessions.close()
  }
}

/** A store that is synchronous may throw instead of rejecting. */
async function attempt<Result> (operation: () => Promise<Result>): Promise<Result> {
  try {
    return await operation()
  } catch (error) {
    return fail(error)
  }
}

function fail (error: unknown): never {
  throw withCause(new errors.FST_COGNITO_SESSIONS_UNAVAILABLE(), error)
}
