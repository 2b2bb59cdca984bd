import type { CurrentUser } from 'fastify-cognito-auth'
import { html, page, type SafeHtml } from './layout.js'

export interface ListedUser {
  username: string
  email: string | null
  status: string
  enabled: boolean
}

interface Users {
  user: CurrentUser
  users: readonly ListedUser[]
  /** The token of the next page. Null on the last. */
  next: string | null
}

/** The administration of users, for the group admin. */
export function usersPage ({ user, users, next }: Users): string {
  return page({
    title: 'Users',
    user,
    body: html`<div class="table"><table>
<thead><tr><th scope="col">Email address</th><th scope="col">Status</th><th scope="col">Actions</th></tr></thead>
<tbody>${users.map(row)}</tbody>
</table></div>
${next === null ? null : html`<p><a href="/users?${new URLSearchParams({ next }).toString()}">Next page</a></p>`}`
  })
}

function row ({ username, email, status, enabled }: ListedUser): SafeHtml {
  const path = `/users/${encodeURIComponent(username)}`
  return html`<tr>
<td>${email ?? username}</td>
<td>${enabled ? status.toLowerCase().replaceAll('_', ' ') : 'disabled'}</td>
<td class="actions">
${action(`${path}/${enabled ? 'disable' : 'enable'}`, enabled ? 'Disable' : 'Enable', email ?? username)}
${action(`${path}/sign-out`, 'Sign out', email ?? username)}
</td>
</tr>`
}

function action (path: string, label: string, user: string): SafeHtml {
  return html`<form method="post" action="${path}"><button class="quiet" aria-label="${label} ${user}">${label}</button></form>`
}
