import type { CurrentUser } from 'fastify-cognito-auth'
import { html, page } from './layout.js'

interface Account {
  user: CurrentUser
  profile: { name: string | null, email: string | null }
}

/** The page of the user who is signed in. */
export function accountPage ({ user, profile: { name, email } }: Account): string {
  const { username, groups, authenticatedAt } = user
  return page({
    title: 'Your account',
    user,
    body: html`<dl class="card">
<dt>Name</dt><dd>${name ?? 'none'}</dd>
<dt>Email address</dt><dd>${email ?? 'none'}</dd>
<dt>Username</dt><dd><code>${username}</code></dd>
<dt>Groups</dt><dd>${groups.length === 0 ? 'none' : groups.join(', ')}</dd>
<dt>Signed in</dt><dd>${authenticatedAt === null ? 'unknown' : new Date(authenticatedAt).toUTCString()}</dd>
</dl>
<p><a class="button secondary" href="/security">Sign in again for sensitive pages</a></p>`
  })
}

/** A page for users who have signed in within the last minutes. */
export function securityPage (user: CurrentUser): string {
  return page({
    title: 'A sensitive page',
    user,
    body: html`<p>You have signed in within the last five minutes. Otherwise you would have been asked to sign
in again.</p>`
  })
}
