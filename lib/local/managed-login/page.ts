import type { HttpResponse } from '../protocol/http.js'
import { imageUrl } from './branding.js'
import type { Callback } from './callback.js'
import { html, type Html, type Value } from './html.js'
import type { SignInRequest } from './sign-in-request.js'
import { pageCookies, type Visit } from './visit.js'

/**
 * A form is followed by redirects to the app client's callback, and from there to any URL of the application.
 * Browsers apply `form-action` to all of them, so it allows every site, and the scheme of the app.
 */
function securityPolicy (schemes: string): string {
  return (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; " +
    `frame-ancestors 'none'; form-action 'self' http: https:${schemes}`
  )
}

/** The app client whose look a page has. */
type PageClient = Pick<SignInRequest, 'pool' | 'client'>

export interface Page {
  title: string
  content: Value
  /** The problem that the page shows. Its status is 400 then. */
  problem?: Problem | undefined
  /** The request that the page belongs to, or its app client. */
  request?: PageClient & { callback?: Callback }
  /** Whether the page runs the script for passkeys. */
  hasScript?: boolean
}

/** Returns a page. */
export function page (visit: Visit, content: Page): HttpResponse {
  const { problem, request } = content
  const scheme = /^([a-z][a-z\d+.-]*:)/i.exec(request?.callback?.redirectUri ?? '')?.[1]
  return {
    status: problem === undefined ? 200 : 400,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': securityPolicy(scheme === undefined ? '' : ` ${scheme}`),
      'x-content-type-options': 'nosniff',
      // With `no-referrer`, browsers send forms without their origin.
      'referrer-policy': 'same-origin',
      'set-cookie': pageCookies(visit)
    },
    body: String(document(visit, content))
  }
}

function document ({ language }: Visit, { title, content, request, hasScript = false }: Page): Html {
  const name = request?.client.settings.ClientName
  const query = request === undefined ? '' : `?${new URLSearchParams({ client_id: request.client.id })}`
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – ${name ?? 'local Cognito'}</title>
        <link rel="stylesheet" href="/managed-login/style.css${query}" />
        ${request !== undefined && icon(request)}
        ${hasScript && html`<script src="/managed-login/passkey.js" defer></script>`}
      </head>
      <body class="page">
        <main class="background-customizable">
          ${request !== undefined && banner(request)}
          <h1>${title}</h1>
          ${content}
        </main>
        <footer lang="en">Local Cognito, for development</footer>
      </body>
    </html> `
}

function icon ({ pool, client }: PageClient): Html | undefined {
  const svg = imageUrl(pool, client, 'FAVICON_SVG', 'LIGHT')
  const found = svg ?? imageUrl(pool, client, 'FAVICON_ICO', 'LIGHT')
  return found === undefined ? undefined : html`<link rel="icon" href="${found}" />`
}

/** The logo of the app client, or else its name. */
function banner ({ pool, client }: PageClient): Html {
  const name = client.settings.ClientName
  const light = imageUrl(pool, client, 'FORM_LOGO', 'LIGHT')
  const dark = imageUrl(pool, client, 'FORM_LOGO', 'DARK')
  const source = light ?? dark
  if (source === undefined) return html`<p class="app banner-customizable">${name}</p>`
  return html`<div class="banner-customizable">
    <picture>
      ${dark !== undefined && html`<source media="(prefers-color-scheme: dark)" srcset="${dark}" />`}
      <img class="logo logo-customizable" src="${source}" alt="${name}" />
    </picture>
  </div>`
}

/** The problem of a form, or of one of its fields. */
export interface Problem {
  message: string
  /** The language of the message, if it is another than that of the page. */
  lang?: string | undefined
  field?: string | undefined
}

export interface Field {
  name: string
  label: string
  autocomplete: string
  type?: string
  value?: string | undefined
  hint?: string | undefined
  inputMode?: string
  isOptional?: boolean
}

/** A field with its label and its problem. */
export function field (
  { name, label, autocomplete, type = 'text', ...more }: Field,
  problem?: Problem
): Html {
  const { message: error, lang } = (problem?.field === name && problem) || {}
  const id = `${name}-error`
  const notes = [more.hint && `${name}-hint`, error && id].filter(Boolean).join(' ')
  return html`<div class="field">
    <label class="label-customizable" for="${name}">${label}</label>
    ${more.hint && html`<p class="hint" id="${name}-hint">${more.hint}</p>`}
    <input
      class="inputField-customizable"
      id="${name}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      value="${more.value}"
      maxlength="2048"
      autocapitalize="none"
      spellcheck="false"
      ${more.inputMode && html`inputmode="${more.inputMode}"`}
      ${more.isOptional !== true && html`required`}
      ${notes !== '' && html`aria-describedby="${notes}"`}
      ${error && html`aria-invalid="true" autofocus`}
    />
    ${error && html`<p class="error errorMessage-customizable" id="${id}"${langOf(lang)}>${error}</p>`}
  </div>`
}

export interface Form {
  /** The path, with a query or without. */
  action: string
  content: Value
  /** The text of its button. Without one, the content has buttons. */
  button?: string
  problem?: Problem | undefined
  /** More attributes. */
  attributes?: Html
}

/** A form with the CSRF token. A problem of none of its fields is above them. */
export function form ({ csrf }: Visit, { action, content, button, problem, attributes }: Form): Html {
  return html`${problem !== undefined && problem.field === undefined && alert(problem)}
    <form method="post" action="${action}" ${attributes}>
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${content} ${button && html`<button class="submitButton-customizable">${button}</button>`}
    </form>`
}

export const alert = ({ message, lang }: Problem): Html =>
  html`<p class="alert errorMessage-customizable" role="alert"${langOf(lang)}>${message}</p>`

const langOf = (lang?: string): Html | undefined => (lang === undefined ? undefined : html` lang="${lang}"`)

/** A line with a link, and a text before it. */
export function link (href: string, text: string, before?: string): Html {
  return html`<p class="links redirect-customizable">
    ${before && html`${before} `}<a href="${href}">${text}</a>
  </p>`
}
