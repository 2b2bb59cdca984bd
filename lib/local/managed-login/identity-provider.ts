import { randomBytes } from 'node:crypto'
import type { HttpResponse } from '../protocol/http.js'
import { redirect } from './callback.js'
import { findVisit } from './federation.js'
import { html } from './html.js'
import { field, form, page } from './page.js'
import { idClaim, type Provider } from './providers.js'
import type { Visit } from './visit.js'

/** Claims that the form has even if the pool does not map them. */
const CLAIMS = ['email', 'name']
/** The maximum length of a claim, in characters. */
const MAX_LENGTH = 2048

/** `GET /identity-provider`: a page that replaces a provider such as Google, to enter a user. */
export async function showProvider (visit: Visit): Promise<HttpResponse> {
  const { provider, request } = findVisit(visit)
  const { name } = provider
  const id = {
    name: idClaim(provider),
    label: `User ID at ${name}`,
    autocomplete: 'off',
    hint: 'Such as 123'
  }
  const given = request.hint?.includes('@') === true ? request.hint : undefined
  const fields = claimsOf(provider).map(claim => {
    const value = claim === 'email' ? given : claim.endsWith('_verified') ? 'true' : undefined
    const label = claim.charAt(0).toUpperCase() + claim.slice(1).replaceAll('_', ' ')
    const type = claim === 'email' ? 'email' : 'text'
    return field({ name: claim, label, type, autocomplete: 'off', value, isOptional: true })
  })
  const cancel = html`<button class="secondary" name="cancel" value="yes">Cancel</button>`
  const action = `/identity-provider?${visit.query.toString()}`
  // Providers have their own language, which is English here.
  return page(
    { ...visit, language: 'en' },
    {
      title: `Sign in with ${name}`,
      content: html`<p>This page replaces ${name}. Enter any user: nothing is verified.</p>
        ${form(visit, { action, content: [field(id), ...fields], button: 'Continue' })}
        ${form(visit, { action, content: cancel })}`
    }
  )
}

/** `POST /identity-provider`: returns to Cognito with a code, or with an error. */
export async function submitProvider (visit: Visit): Promise<HttpResponse> {
  const { provider, visit: known } = findVisit(visit)
  const state = visit.query.get('state') as string
  const respond = (parameters: Record<string, string>) =>
    redirect(`/oauth2/idpresponse?${new URLSearchParams({ ...parameters, state }).toString()}`)
  if (visit.form.has('cancel')) return respond({ error: 'access_denied' })
  const code = randomBytes(16).toString('base64url')
  const names = [idClaim(provider), ...claimsOf(provider)]
  const claims = names.map(name => [name, (visit.form.get(name) ?? '').trim().slice(0, MAX_LENGTH)] as const)
  Object.assign(known, { code, claims: Object.fromEntries(claims) })
  return respond({ code })
}

function claimsOf (provider: Provider): string[] {
  const id = idClaim(provider)
  return [...new Set([...CLAIMS, ...Object.values(provider.mapping)])].filter(claim => claim !== id)
}
