import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Test } from 'tap'
import type { SignInPageOptions } from '../../dist/options/sign-in-page-options.js'
import { startCognito } from '../api.js'
import { buildWithSessions, defined } from '../sessions/application.js'

/** Applications with the sign-in page, and browsers without JavaScript that use it. */

type Options = NonNullable<Parameters<typeof buildWithSessions>[2]> & {
  signInPage?: SignInPageOptions | true
}

/** Returns an application with the sign-in page on a local Cognito. */
export async function buildPages (
  t: Test,
  cognito: Parameters<typeof buildWithSessions>[1],
  options: Options = {}
) {
  const { app, lines } = await buildWithSessions(t, cognito, { signInPage: true, ...options })
  return { app, lines, visitor: () => new Visitor(app) }
}

/** Starts a local Cognito, and an application with the sign-in page on it. */
export async function startPages (t: Test, options: Options = {}) {
  const cognito = await startCognito(t)
  return { cognito, ...(await buildPages(t, cognito, options)) }
}

/** A response of the application. */
export interface Shown {
  url: string
  status: number
  text: string
  headers: Record<string, number | string | string[] | undefined>
  location: string | undefined
  /** The heading of the page. */
  heading: string | undefined
  /** The problem of the form, and those of its fields by name. */
  alert: string | undefined
  errors: Record<string, string>
}

export class Visitor {
  readonly #app: FastifyInstance
  readonly cookies = new Map<string, string>()

  constructor (app: FastifyInstance) {
    this.#app = app
  }

  /** Opens a page, and follows redirects to other pages of the sign-in. */
  async open (url: string, options: InjectOptions = {}): Promise<Shown> {
    const shown = await this.request(url, options)
    return shown.location?.startsWith('/auth/') === true ? this.open(shown.location) : shown
  }

  async request (url: string, { headers = {}, ...options }: InjectOptions = {}): Promise<Shown> {
    const cookie = [...this.cookies].map(pair => pair.join('=')).join('; ')
    const response = await this.#app.inject({
      url,
      headers: defined({
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
        ...(cookie !== '' && { cookie }),
        ...headers
      }),
      ...options
    })
    for (const { name, value } of response.cookies) {
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    const { statusCode: status, body: text, headers: received } = response
    const match = (pattern: RegExp) => {
      const found = pattern.exec(text)?.[1]
      return found === undefined ? undefined : unescaped(found)
    }
    const errors = [...text.matchAll(/id="field-([^"]*)-error">([^<]*)</g)]
    return {
      url,
      status,
      text,
      headers: received,
      location: received.location,
      heading: match(/<h1>([^<]*)</),
      alert: match(/role="alert"[^>]*>([^<]*)</),
      errors: Object.fromEntries(errors.map(([, name = '', error = '']) => [name, unescaped(error)]))
    }
  }

  /** Sends the form of a page that has the first of these fields or buttons. */
  async submit (page: Shown, values: Record<string, string>, headers = {}): Promise<Shown> {
    const [name = ''] = Object.keys(values)
    const form = (page.text.match(/<form[\s\S]*?<\/form>/g) ?? []).find(text => text.includes(`name="${name}"`))
    if (form === undefined) throw new Error(`no form with ${name} at ${page.url}: ${page.text}`)
    const action = unescaped(/action="([^"]*)"/.exec(form)?.[1] ?? '')
    return this.send(action, values, headers)
  }

  /** Sends a form to a path. */
  async send (url: string, values: Record<string, string> | string, headers = {}): Promise<Shown> {
    return this.open(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: String(typeof values === 'string' ? values : new URLSearchParams(values))
    })
  }

  /** Returns the user that is signed in, or null. */
  async user (): Promise<{ email: string } | null> {
    return (JSON.parse((await this.request('/auth/session')).text) as { user: { email: string } | null }).user
  }
}

export function unescaped (text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
