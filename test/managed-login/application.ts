import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import type { ManagedLoginOptions } from '../../dist/index.js'
import type { LocalCognito } from '../../dist/local/index.js'
import { startCognito, USER } from '../api.js'
import { Browser, type Shown } from '../local/managed-login/browser.js'
import { buildWithSessions, ORIGIN } from '../sessions/application.js'

/** Applications with managed login, and browsers that sign in by it. */

export { ORIGIN }
export const CALLBACK = `${ORIGIN}/auth/callback`

/** A user of Google. */
export const GRACE = { sub: '1', email: 'grace@example.com', name: 'Grace', phone_number: '+15550123' }

/** The headers of a browser that navigates. */
export const PAGE = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

type CognitoOptions = NonNullable<Parameters<typeof startCognito>[1]>
type AppOptions = NonNullable<Parameters<typeof buildWithSessions>[2]>

export interface Options {
  cognito?: CognitoOptions
  managedLogin?: Partial<ManagedLoginOptions>
  app?: AppOptions
}

/** Starts a local Cognito whose app client has managed login, also with Google. */
export function startManagedCognito (t: Test, options: CognitoOptions = {}): Promise<LocalCognito> {
  const { pool, ...others } = options
  return startCognito(t, {
    pool: {
      callbackURLs: [CALLBACK],
      logoutURLs: [`${ORIGIN}/`],
      identityProviders: ['Google'],
      ...pool
    },
    ...others
  })
}

/** Starts a local Cognito, and an application with managed login on it. */
export async function startWithManagedLogin (
  t: Test,
  { cognito: settings, managedLogin, app: options }: Options = {}
) {
  const cognito = await startManagedCognito(t, settings)
  const { app, lines } = await buildWithSessions(t, cognito, {
    managedLogin: { domain: cognito.endpoint, providers: ['Google'], ...managedLogin },
    ...options,
    after: async app => {
      app.get('/account', { preHandler: app.requireSignIn() }, async ({ currentUser }) => currentUser?.id)
      await options?.after?.(app)
    }
  })
  const find = (text: string) =>
    lines.map(line => JSON.parse(line) as Record<string, any>).find(({ msg }) => msg === text)
  return { cognito, app, lines, find, visitor: () => new Visitor(app, cognito) }
}

interface Cookie {
  value: string
  attributes: LightMyRequestResponse['cookies'][number]
}

/** A browser with the application and managed login of Cognito. */
export class Visitor {
  readonly #app: FastifyInstance
  readonly cookies = new Map<string, Cookie>()
  readonly cognito: Browser

  constructor (app: FastifyInstance, { endpoint }: Pick<LocalCognito, 'endpoint'>) {
    this.#app = app
    this.cognito = new Browser(endpoint)
  }

  /** The cookies of sign-ins that are not completed. */
  get flows (): string[] {
    return [...this.cookies.keys()].filter(name => name.startsWith('__Host-Http-login-'))
  }

  get session (): string | undefined {
    return this.cookies.get('__Host-Http-session')?.value
  }

  /** Requests a page of the application. */
  async get (url: string, headers: Record<string, string> = PAGE): Promise<LightMyRequestResponse> {
    return this.send({ method: 'GET', url, headers })
  }

  async send ({ headers, ...options }: InjectOptions): Promise<LightMyRequestResponse> {
    const cookie = Array.from(this.cookies, ([name, { value }]) => `${name}=${value}`).join('; ')
    const response = await this.#app.inject({
      ...options,
      headers: { ...(cookie !== '' && { cookie }), ...headers }
    })
    for (const attributes of response.cookies) {
      const { name, value } = attributes
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, { value, attributes })
    }
    return response
  }

  /** Starts a sign-in, and opens the page of Cognito that it leads to. */
  async start (query: Record<string, string> = {}): Promise<Shown> {
    const { headers } = await this.get(`/auth/login?${new URLSearchParams(query).toString()}`)
    return this.cognito.open(pathOf(headers.location))
  }

  /** Enters the password on the page of Cognito. Returns the URL of the callback. */
  async enterPassword (page: Shown, { email, password } = USER): Promise<string> {
    const { location = '' } = await this.cognito.submit(page, { username: email, password })
    return pathOf(location)
  }

  /** Enters a user on the page that replaces an identity provider. Returns the URL of the callback. */
  async enterClaims (page: Shown, claims: Record<string, string>): Promise<string> {
    const { location = '' } = await this.cognito.submit(page, claims)
    return pathOf(location)
  }

  /** Signs in, and returns the response of the callback. */
  async signIn (query: Record<string, string> = {}, user = USER): Promise<LightMyRequestResponse> {
    return this.get(await this.enterPassword(await this.start(query), user))
  }
}

/** Returns the path and query of a URL. */
export function pathOf (url = ''): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}
