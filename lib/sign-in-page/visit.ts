import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SignInPageSettings } from '../options/sign-in-page-settings.js'
import type { SignInPageText } from '../options/sign-in-page-texts.js'
import type { Audit } from '../routes/audit.js'
import type { AuthApi } from '../routes/route.js'
import type { CookieSessions } from '../sessions/cookie-sessions.js'
import { localPath } from '../sessions/return-to.js'

/** The dependencies of the pages. */
export interface SignInPages {
  readonly api: AuthApi
  readonly sessions: CookieSessions
  readonly settings: SignInPageSettings
  /** The prefix of all paths, with that of the scope that the plugin is registered in. */
  readonly prefix: string
  readonly audit: Audit
  /** Returns the time, in milliseconds since the epoch. */
  readonly clock: () => number
}

/** A request of a page or form, with its reply. */
export class Visit {
  readonly pages: SignInPages
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** The path of the application that the sign-in returns to. */
  readonly returnTo: string
  readonly #query: Readonly<Record<string, unknown>>
  readonly #fields: Readonly<Record<string, unknown>>

  constructor (pages: SignInPages, request: FastifyRequest, reply: FastifyReply) {
    this.pages = pages
    this.request = request
    this.reply = reply
    this.#query = request.query as Record<string, unknown>
    // The body is replaced by that of an operation later. A form without fields has none.
    this.#fields = (request.body ?? {}) as Record<string, unknown>
    this.returnTo = localPath(this.#query['returnTo'], pages.sessions.settings.origin)
  }

  /** Returns a field of the form, without spaces around it. Empty if it is missing or repeated. */
  field (name: string): string {
    return this.secret(name).trim()
  }

  /** Returns a field of the form as it is, such as a password. */
  secret (name: string): string {
    return textIn(this.#fields, name)
  }

  /** Returns a code without spaces: apps and messages show codes in groups of digits. */
  code (name: string): string {
    return this.secret(name).replaceAll(/\s/g, '')
  }

  /** Returns a parameter of the query. Empty if it is missing or repeated. */
  query (name: string): string {
    return textIn(this.#query, name)
  }

  /** Returns a text of the page, with its placeholders replaced by values. */
  t (name: SignInPageText, ...values: readonly string[]): string {
    const rest = [...values]
    return this.pages.settings.texts[name].replaceAll('{}', () => rest.shift() ?? '')
  }

  /** Returns the path of a page, which keeps `returnTo`. */
  path (path: string, query: Readonly<Record<string, string>> = {}): string {
    const parameters = new URLSearchParams({
      ...query,
      ...(this.returnTo !== '/' && { returnTo: this.returnTo })
    }).toString()
    return this.pages.prefix + path + (parameters === '' ? '' : `?${parameters}`)
  }

  /** Redirects to a page: reloading it sends no form again. */
  redirect (path: string, query?: Readonly<Record<string, string>>): FastifyReply {
    return this.reply.redirect(this.path(path, query), 303)
  }
}

function textIn (values: Readonly<Record<string, unknown>>, name: string): string {
  const value = Object.hasOwn(values, name) ? values[name] : ''
  return typeof value === 'string' ? value : ''
}
