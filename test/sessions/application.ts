import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { memorySessions, type SessionOptions, type Sessions, type SessionStore } from '../../dist/index.js'
import { buildApi, logLines, startCognito, USER } from '../api.js'

/** Applications with cookie sessions, and browsers that use them. */

export const ORIGIN = 'https://app.example.com'

/** The headers of a browser's request by a script of the application. */
export const OWN = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }

type Options = Omit<NonNullable<Parameters<typeof buildApi>[2]>, 'session'> & {
  session?: Partial<SessionOptions>
}

/** Returns an application with sessions on a local Cognito, and the lines of its log. */
export async function buildWithSessions (
  t: Test,
  cognito: Parameters<typeof buildApi>[1],
  { session = {}, server, ...options }: Options = {}
) {
  const { lines, logger } = logLines()
  const app = await buildApi(t, cognito, {
    server: { logger, ...server },
    session: { origin: ORIGIN, store: memorySessions(), ...session },
    ...options
  })
  return { app, lines, browser: () => new Browser(app) }
}

/** Starts a local Cognito, and an application with sessions on it. */
export async function startWithSessions (t: Test, options: Options = {}) {
  const cognito = await startCognito(t)
  return { cognito, ...(await buildWithSessions(t, cognito, options)) }
}

/** A store in memory, with operations that a test replaces. */
export function storeWith (operations: (sessions: Sessions) => Partial<Sessions>): SessionStore {
  return {
    open: async context => {
      const sessions = await memorySessions().open(context)
      return {
        create: (...args) => sessions.create(...args),
        read: (...args) => sessions.read(...args),
        replace: (...args) => sessions.replace(...args),
        touch: (...args) => sessions.touch(...args),
        delete: id => sessions.delete(id),
        deleteAll: target => sessions.deleteAll(target),
        close: () => sessions.close(),
        ...operations(sessions)
      }
    }
  }
}

/** Headers of a request. An undefined one is left out, although a browser would send it. */
type Headers = Readonly<Record<string, string | undefined>>

export function defined (headers: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined)
  )
}

/** Keeps the session cookie of an application, as a browser does. */
export class Browser {
  readonly #app: FastifyInstance
  cookie: { name: string, value: string } | null = null

  constructor (app: FastifyInstance) {
    this.#app = app
  }

  async send (
    method: NonNullable<InjectOptions['method']>,
    url: string,
    { headers = {}, payload }: { headers?: Headers, payload?: InjectOptions['payload'] } = {}
  ): Promise<LightMyRequestResponse> {
    const response = await this.#app.inject({
      method,
      url,
      headers: defined({
        ...OWN,
        ...(this.cookie !== null && { cookie: `${this.cookie.name}=${this.cookie.value}` }),
        ...headers
      }),
      ...(payload !== undefined && { payload })
    })
    for (const { name, value } of response.cookies) this.cookie = value === '' ? null : { name, value }
    return response
  }

  signIn (
    { email, password }: { email: string, password: string } = USER as { email: string, password: string }
  ): Promise<LightMyRequestResponse> {
    return this.send('POST', '/auth/signin', {
      headers: { 'x-session': 'cookie' },
      payload: { username: email, password }
    })
  }
}
