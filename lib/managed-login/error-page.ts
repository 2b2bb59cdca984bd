import { createHash } from 'node:crypto'
import { html } from '@remix-run/html-template'
import type { ManagedLoginError } from './errors.js'

/** The texts of the page. */
const TEXTS: Readonly<Record<ManagedLoginError, string>> = {
  cancelled: 'The sign-in was cancelled.',
  expired: 'The sign-in took too long, or your browser does not accept cookies.',
  not_allowed: 'You are not allowed to sign in with this account.',
  login_required: 'You are not signed in.',
  try_again: 'The sign-in did not succeed.',
  unavailable: 'Signing in is not possible at the moment. Try again in a few minutes.'
}

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 20vh auto 0; max-width: 26rem; padding: 0 1.5rem }
h1 { font-size: 1.5rem }
`

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** The headers of the page. It loads nothing, and cannot be framed. */
export const ERROR_PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; ` +
    "frame-ancestors 'none'",
  'x-content-type-options': 'nosniff'
}

/** The page for a sign-in that has failed, if the application has none. */
export function errorPage (error: ManagedLoginError, signIn: string): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign-in failed</title>
<style>${html.raw`${STYLE}`}</style>
</head>
<body>
<main>
<h1>Sign-in failed</h1>
<p>${TEXTS[error]}</p>
<p><a href="${signIn}">Sign in</a></p>
</main>
</body>
</html>
`
  return String(page)
}

/** A page that navigates to a path immediately, without a script. */
export function forwardPage (path: string): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=${path}">
<title>Signed in</title>
</head>
<body><p><a href="${path}">Continue</a></p></body>
</html>
`
  return String(page)
}
