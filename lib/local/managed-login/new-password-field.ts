import { field, type Problem } from './page.js'
import type { Html } from './html.js'
import { formatList } from './languages.js'
import type { SignInRequest } from './sign-in-request.js'
import type { Visit } from './visit.js'

/** A field for a password that the user chooses, with the password policy of the pool. */
export function newPasswordField (
  visit: Visit,
  request: SignInRequest,
  label: string,
  problem: Problem | undefined
): Html {
  const hint = policyOf(visit, request)
  return field({ name: 'password', label, type: 'password', autocomplete: 'new-password', hint }, problem)
}

function policyOf ({ language, t }: Visit, { pool }: SignInRequest): string {
  const policy = pool.settings.Policies.PasswordPolicy
  const kinds = [
    policy.RequireUppercase === true && t('an uppercase letter'),
    policy.RequireLowercase === true && t('a lowercase letter'),
    policy.RequireNumbers === true && t('a number'),
    policy.RequireSymbols === true && t('a symbol')
  ].filter(kind => kind !== false)
  const length = String(policy.MinimumLength)
  if (kinds.length === 0) return t('At least {} characters.', length)
  return t('At least {} characters, with {}.', length, formatList(language, kinds))
}
