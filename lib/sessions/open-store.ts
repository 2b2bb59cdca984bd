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
    create: (id, session) => sessions.create(id, session).catch(fail),
    read: id => {
      // Not async: a store in memory returns the session itself.
      const session = sessions.read(id)
      return session instanceof Promise ? session.catch(fail) : session
    },
    replace: (id, session) => sessions.replace(id, session).catch(fail),
    touch: (id, expiresAt) => sessions.touch(id, expiresAt).catch(fail),
    delete: id => sessions.delete(id).catch(fail),
    deleteAll: target => sessions.deleteAll(target).catch(fail),
    close: () => sessions.close()
  }
}

function fail (error: unknown): never {
  throw withCause(new errors.FST_COGNITO_SESSIONS_UNAVAILABLE(), error)
}
