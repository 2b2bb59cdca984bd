import type { Flow } from '../schemas/sign-in.js'
import type { CognitoApi } from './api.js'
import { OwnAccount } from './own-account.js'
import { Passwords } from './passwords.js'
import { Sessions } from './sessions.js'
import { SignIn } from './sign-in.js'
import { SignUp } from './sign-up.js'

/** What the options say of the operations. */
export interface OperationSettings {
  /** How people may sign in. The first is what a sign-in without `flow` is. */
  readonly flows: readonly Flow[]
  readonly hideExistingUsers: boolean
  /** What an authenticator shows the account under. */
  readonly issuer: string
}

/** What an app client can ask of Cognito, by the names that `fastify.cognito` gives it. */
export type Operations = ReturnType<typeof operationsOver>

export function operationsOver (api: CognitoApi, { flows, hideExistingUsers, issuer }: OperationSettings) {
  const signIn = new SignIn(api, { flow: flows[0] as Flow, issuer })
  const signUp = new SignUp(api, { signIn, hideExistingUsers, givesSession: flows.includes('USER_AUTH') })
  const sessions = new Sessions(api)
  const passwords = new Passwords(api)
  const account = new OwnAccount(api)
  return {
    /** Makes an account. Errors: see `POST /signup` in docs/errors.md. */
    signUp: signUp.signUp.bind(signUp),
    /** Confirms an account with the code that was sent; with `session` signs in straight after. */
    confirmSignUp: signUp.confirmSignUp.bind(signUp),
    /** Sends the code again; answers every account alike, and none. */
    resendCode: signUp.resendCode.bind(signUp),
    /** Begins a sign-in: tokens, or the challenge to answer next. */
    signIn: signIn.signIn.bind(signIn),
    /** Answers a challenge: tokens, or the next one. */
    answerChallenge: signIn.answerChallenge.bind(signIn),
    /** New tokens for a refresh token; where a new refresh token comes back, the old one may not work again. */
    refresh: sessions.refresh.bind(sessions),
    /** Ends the session of a refresh token. */
    signOut: sessions.signOut.bind(sessions),
    /** Ends every session of the person whom an access token belongs to. */
    signOutEverywhere: sessions.signOutEverywhere.bind(sessions),
    /** Sends a code to somebody who forgot their password; answers every account alike, and none. */
    forgotPassword: passwords.forgotPassword.bind(passwords),
    /** Sets a new password with the code that was sent. */
    resetPassword: passwords.resetPassword.bind(passwords),
    /** Changes the password of the person whom an access token belongs to. */
    changePassword: passwords.changePassword.bind(passwords),
    /** Changes attributes of the person whom an access token belongs to. */
    updateProfile: account.updateProfile.bind(account),
    /** Sends a code to an address of the person's, to verify it. */
    sendAttributeCode: account.sendAttributeCode.bind(account),
    /** Verifies an address with the code that was sent. */
    verifyAttribute: account.verifyAttribute.bind(account),
    /** Deletes the account of the person whom an access token belongs to. */
    deleteAccount: account.deleteAccount.bind(account)
  }
}
