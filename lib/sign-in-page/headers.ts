import type { ManagedLogins } from '../managed-login/managed-logins.js'
import type { SignInPageSettings } from '../options/sign-in-page-settings.js'

/** Returns the headers of all pages. Only the logo may be loaded from another origin. */
export function headersOf (
  { logo, passkeys }: SignInPageSettings,
  managedLogins: ManagedLogins | null
): Readonly<Record<string, string>> {
  // A form to sign out is followed by a redirect to managed login.
  const domains = (managedLogins?.all ?? []).map(({ settings }) => ` ${new URL(settings.domain).origin}`)
  const image = logo === null ? [] : [`img-src ${logo.startsWith('/') ? "'self'" : new URL(logo).origin}`]
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    ...image,
    // The script calls the auth API.
    ...(passkeys ? ["script-src 'self'", "connect-src 'self'"] : []),
    `form-action 'self'${domains.join('')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'"
  ]
  return {
    'content-security-policy': policy.join('; '),
    // With `no-referrer`, browsers send forms without their origin, which the check of forms needs.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store'
  }
}
