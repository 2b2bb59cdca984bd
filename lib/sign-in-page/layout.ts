import { html, type SafeHtml } from '@remix-run/html-template'
import type { FastifyReply } from 'fastify'
import type { SignInPageText } from '../options/sign-in-page-texts.js'
import type { Problem } from './problem.js'
import { SCRIPT_PATH } from './script.js'
import { STYLE_PATH } from './style.js'
import type { Visit } from './visit.js'

/** Markup, or null for none. */
export type Content = SafeHtml | null | Content[]

export interface Page {
  readonly title: SignInPageText
  readonly content: Content
  readonly problem?: Problem | undefined
  /** Whether the page runs the script for passkeys. */
  readonly hasScript?: boolean
}

/** Sends a page, with the status of its problem or 200. */
export function sendPage (visit: Visit, page: Page): FastifyReply {
  return visit.reply
    .code(page.problem?.status ?? 200)
    .type('text/html; charset=utf-8')
    .send(String(document(visit, page)))
}

function document (visit: Visit, { title, content, problem, hasScript = false }: Page): SafeHtml {
  const { settings, prefix } = visit.pages
  const heading = visit.t(title)
  const name = settings.title === null ? heading : `${heading} – ${settings.title}`
  // Screen readers announce the title first.
  const titleText = problem === undefined ? name : visit.t('errorTitle', name)
  return html`<!doctype html>
<html lang="${settings.lang}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>${titleText}</title>
    <link rel="stylesheet" href="${prefix + STYLE_PATH}">
    ${hasScript ? html`<script src="${prefix + SCRIPT_PATH}" type="module"></script>` : null}
  </head>
  <body>
    <main>
      ${banner(visit)}
      <h1>${heading}</h1>
      ${content}
    </main>
  </body>
</html>
`
}

/** Returns the logo, with the title as its text alternative, or else the title. */
function banner ({ pages: { settings: { title, logo } } }: Visit): Content {
  if (logo !== null) return html`<img class="logo" src="${logo}" alt="${title ?? ''}">`
  return title === null ? null : html`<p class="title">${title}</p>`
}
