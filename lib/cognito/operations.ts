import type { CognitoApi } from './api.js'
import { Sessions } from './sessions.js'
import { SignUp } from './sign-up.js'

/** What an app client can ask of Cognito, by the names that `fastify.cognito` gives it. */
export type Operations = ReturnType<typeof operationsOver>

export function operationsOver (api: CognitoApi) {
  const signUp = new SignUp(api)
  const sessions = new Sessions(api)
  return {
    /** Makes an account. Errors: see `POST /signup` in docs/errors.md. */
    signUp: signUp.signUp.bind(signUp),
    /** Confirms an account with the code that was sent. */
    confirmSignUp: signUp.confirmSignUp.bind(signUp),
    /** Sends the code again; answers every account alike, and none. */
    resendCode: signUp.resendCode.bind(signUp),
    /** Signs a person in by password: tokens, or the challenge to answer next. */
    signIn: sessions.signIn.bind(sessions),
    /** New tokens for a refresh token; where a new refresh token comes back, the old one may not work again. */
    refresh: sessions.refresh.bind(sessions),
    /** Ends the session of a refresh token. */
    signOut: sessions.signOut.bind(sessions),
    /** Ends every session of the person whom an access token belongs to. */
    signOutEverywhere: sessions.signOutEverywhere.bind(sessions)
  }
}
