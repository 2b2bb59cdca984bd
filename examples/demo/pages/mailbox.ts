import { html } from '@remix-run/html-template'
import type { Message } from 'fastify-cognito-auth/local'

const SHOWN = 20

/** The messages that the local Cognito would have sent, the newest first. */
export function mailboxPage (messages: readonly Message[]): string {
  const newest = messages.slice(-SHOWN).reverse()
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mailbox</title>
<link rel="stylesheet" href="/style.css">
<script type="module" src="/mailbox.js"></script>
</head>
<body class="mailbox">
<main aria-label="Mailbox" aria-live="polite">
<h1>Mailbox</h1>
${newest.length === 0 ? html`<p>No messages yet. Sign up, or forget a password.</p>` : null}
<ul>
${newest.map(
  ({ destination, code, purpose, sentAt }) => html`<li><strong>${code}</strong>
<span>${purpose}, to ${destination}, ${sentAt.toISOString().slice(11, 19)} UTC</span></li>`
)}
</ul>
</main>
</body>
</html>
`)
}

/** Shows new messages. Without JavaScript, reload the page. */
export const MAILBOX_SCRIPT = `
const main = document.querySelector('main')
setInterval(async () => {
  const response = await fetch(location.href).catch(() => null)
  if (!response?.ok) return
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const messages = page.querySelector('main')
  if (messages.innerHTML !== main.innerHTML) main.replaceChildren(...messages.childNodes)
}, 2000)
`
