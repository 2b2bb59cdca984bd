import type { RouteName } from '../options/route-names.js'
import type { AuthApi } from '../routes/route.js'

/** The routes of the auth API that pages need. A page is left out with them. */
const ROUTES = {
  signUp: ['signUp', 'confirmSignUp', 'resendConfirmationCode'],
  forgotPassword: ['forgotPassword', 'resetPassword'],
  passkeySignIn: ['signIn', 'respondToChallenge'],
  addPasskey: ['startPasskeyRegistration', 'completePasskeyRegistration']
} as const satisfies Record<string, readonly RouteName[]>

/** Returns whether pages are served: `routes.include` and `routes.exclude` also apply to them. */
export function isServed ({ settings }: Pick<AuthApi, 'settings'>, pages: keyof typeof ROUTES): boolean {
  return ROUTES[pages].every(name => settings.isServed(name))
}
