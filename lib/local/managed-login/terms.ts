import type { AppClient } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import type { Table } from '../store/table.js'
import { html, type Html } from './html.js'
import { termsLanguage, type Language } from './languages.js'
import type { SignInRequest } from './sign-in-request.js'
import type { Visit } from './visit.js'

interface Terms {
  settings: { ClientId: string, TermsName: string, Links: Record<string, string> }
}

/** Returns the sentence with links to the terms documents of the app client, if it has both. */
export function termsOf ({ language, t }: Visit, { pool, client }: SignInRequest): Html | undefined {
  const use = linkOf(pool, client, 'terms-of-use', language)
  const privacy = linkOf(pool, client, 'privacy-policy', language)
  if (use === undefined || privacy === undefined) return undefined
  const [before, between, after] = t('By signing up you agree to the {} and the {}.').split('{}')
  return html`<p class="terms">
    ${before}<a href="${use}">${t('terms of use')}</a>${between}<a href="${privacy}">${t('privacy policy')}</a
    >${after}
  </p>`
}

/** A document in the language of the page, or else the default one. */
function linkOf (pool: UserPool, { id }: AppClient, name: string, language: Language): string | undefined {
  const table: Table<Terms> = pool.table('terms')
  const found = table.values().find(({ settings }) => settings.ClientId === id && settings.TermsName === name)
  const links = found?.settings.Links ?? {}
  const link = links[termsLanguage(language)] ?? links['cognito:default']
  return link !== undefined && /^https?:\/\//i.test(link) ? link : undefined
}
