import { randomBytes } from 'node:crypto'
import { isSame } from '../pool/compare.js'
import type { UserPools } from '../pool/user-pools.js'
import type { HttpRequest } from '../protocol/http.js'
import { PageError } from './errors.js'
import { languageOf, translator, type Language, type Translate } from './languages.js'
import { clientOf, isClassic } from './version.js'

/** A browser's request for a page. */
export interface Visit {
  pools: UserPools
  query: URLSearchParams
  form: URLSearchParams
  cookies: ReadonlyMap<string, string>
  /** The value that every form of this browser sends back. */
  csrf: string
  /** The language of its pages, by its `lang`. */
  language: Language
  /** Translates texts to that language. */
  t: Translate
}

const CSRF_COOKIE = 'XSRF-TOKEN'
const CSRF = /^[\w-]{43}$/

export async function readVisit (pools: UserPools, request: HttpRequest): Promise<Visit> {
  const { query } = request
  const cookies = parseCookies(request.headers.cookie)
  const known = cookies.get(CSRF_COOKIE) ?? ''
  const csrf = CSRF.test(known) ? known : randomBytes(32).toString('base64url')
  const form = new URLSearchParams(request.method === 'POST' ? await request.body() : '')
  if (request.method === 'POST') checkForm(request, form, known)
  const pool = clientOf(pools, query.get('client_id'))?.pool
  const language = pool !== undefined && isClassic(pool) ? 'en' : languageOf(query, cookies)
  return { pools, query, form, cookies, csrf, language, t: translator(language) }
}

/** A form is accepted from a page of this server only, which may be behind a proxy that terminates TLS. */
function checkForm ({ headers: { origin, host } }: HttpRequest, form: URLSearchParams, cookie: string): void {
  const isOwn = origin === undefined || origin === `http://${host}` || origin === `https://${host}`
  if (!isOwn || !CSRF.test(cookie) || !isSame(form.get('_csrf') ?? '', cookie)) {
    throw new PageError('invalid_form')
  }
}

/** Returns `Set-Cookie` for a cookie of the browser's session, or with a lifetime in seconds. */
export function cookie (name: string, value: string, maxAge?: number): string {
  const lifetime = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${lifetime}`
}

export const csrfCookie = ({ csrf }: Visit): string => cookie(CSRF_COOKIE, csrf)

/** The cookies of every page: the CSRF token, and the language if the request selects one. */
export function pageCookies (visit: Visit): string[] {
  const { query, language } = visit
  return [csrfCookie(visit), ...(query.get('lang') === language ? [cookie('lang', language)] : [])]
}

function parseCookies (header = ''): Map<string, string> {
  return new Map(
    header.split(';').map(pair => {
      const [name = '', ...value] = pair.split('=')
      return [name.trim(), value.join('=').trim()]
    })
  )
}
