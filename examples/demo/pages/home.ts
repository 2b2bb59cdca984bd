import type { CurrentUser } from 'fastify-cognito-auth'
import type { LocalUser } from 'fastify-cognito-auth/local'
import { html, page, type SafeHtml } from './layout.js'

interface Home {
  user: CurrentUser | null
  /** The users of the local Cognito. Null with a pool of your own. */
  users: readonly LocalUser[] | null
  /** Whether users can sign in by managed login. */
  hasManagedLogin: boolean
}

/** The first page: what this is, and the ways to sign in. */
export function homePage ({ user, users, hasManagedLogin }: Home): string {
  return page({
    title: 'fastify-cognito-auth',
    user,
    body: html`<p class="lead">A Fastify application whose users are in an Amazon Cognito user pool.
${users === null ? null : ' Here the pool is a local Cognito, so nothing leaves this machine.'}</p>
<div class="columns">
<div>
${user === null ? signIns(hasManagedLogin) : signedIn(user)}
<section>
<h2>The API</h2>
<p>The same routes serve apps and single page applications:
<a href="/docs">all routes, to try out</a>.</p>
</section>
</div>
${users === null ? null : localCognito(users)}
</div>`
  })
}

function signIns (hasManagedLogin: boolean): SafeHtml {
  return html`<section>
<h2>Sign in</h2>
<ul class="choices">
<li><a class="button" href="/api/v1/auth/sign-in?returnTo=/account">Sign in</a>
<p>The sign-in page of the plugin, with sign-up, password reset and MFA.</p></li>
${hasManagedLogin ? managedLogin() : null}
</ul>
</section>`
}

function managedLogin (): SafeHtml {
  return html`<li><a class="button secondary" href="/api/v1/auth/login?returnTo=/account">Sign in with managed
login</a>
<p>The pages that Cognito hosts.</p></li>
<li><a class="button secondary" href="/api/v1/auth/login?provider=Google&returnTo=/account">Continue with
Google</a>
<p>A page that replaces Google: enter any user.</p></li>`
}

function signedIn ({ username }: CurrentUser): SafeHtml {
  return html`<section>
<h2>You are signed in</h2>
<p>As <code>${username}</code>. The browser has a session cookie and no token.</p>
<p><a class="button" href="/account">Your account</a></p>
</section>`
}

/** For development: the users of the local Cognito, and the messages that it would have sent. */
function localCognito (users: readonly LocalUser[]): SafeHtml {
  return html`<aside>
<section>
<h2>Users</h2>
<dl>
${users.map(
  ({ email, password, groups = [] }) => html`<dt>${email}</dt><dd><code>${password}</code>, group
${groups.join(', ')}</dd>`
)}
</dl>
</section>
<section>
<h2>Mailbox</h2>
<p>Codes arrive here in place of being sent. <a href="/mailbox" target="_blank">Open it in a tab</a>, beside
the page that asks for a code.</p>
<iframe src="/mailbox" title="Mailbox"></iframe>
</section>
</aside>`
}
