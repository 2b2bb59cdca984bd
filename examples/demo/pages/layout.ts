import { html, type SafeHtml } from '@remix-run/html-template'
import type { CurrentUser } from 'fastify-cognito-auth'

export { html, type SafeHtml }

interface Page {
  title: string
  body: SafeHtml
  /** The user who is signed in. Null if none is. */
  user: CurrentUser | null
}

/** Returns a page, with links to the others. Values are escaped by `html`. */
export function page ({ title, body, user }: Page): string {
  const isAdministrator = user?.groups.includes('admin') === true
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - fastify-cognito-auth demo</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header>
<nav aria-label="Pages">
<a href="/">Demo</a>
${user === null ? null : html`<a href="/account">Account</a>`}
${isAdministrator ? html`<a href="/users">Users</a>` : null}
<a href="/docs">API</a>
</nav>
${user === null ? null : signOutForm()}
</header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`)
}

function signOutForm (): SafeHtml {
  return html`<form method="post" action="/api/v1/auth/logout"><button class="quiet">Sign out</button></form>`
}
