import { Type, type Static } from '@sinclair/typebox'
import { Closed, Code, Password, Username } from './primitives.js'

/** The body of `POST /password/forgot`. */
export const ForgotPasswordBody = Closed({ username: Username })
/** The response of `POST /password/forgot`, the same for every account. */
export const ForgotPasswordResult = Type.Object(
  { accepted: Type.Literal(true) },
  { description: 'If there is such an account, a code was sent to it.' }
)

/** The body of `POST /password/reset`. */
export const ResetPasswordBody = Closed({ username: Username, code: Code, newPassword: Password })
/** The response of `POST /password/reset`. */
export const ResetPasswordResult = Type.Object(
  { reset: Type.Literal(true) },
  { description: 'The new password is set. Sign in with it.' }
)

/** The body of `POST /password/change`. */
export const ChangePasswordBody = Closed({
  password: Type.Optional(
    Type.Unsafe<string>({
      ...Password,
      description: 'The current password. Omitted by users without a password, who need a recent sign-in.'
    })
  ),
  newPassword: Password
})

export type ForgotPasswordBody = Static<typeof ForgotPasswordBody>
export type ForgotPasswordResult = Static<typeof ForgotPasswordResult>
export type ResetPasswordBody = Static<typeof ResetPasswordBody>
export type ResetPasswordResult = Static<typeof ResetPasswordResult>
export type ChangePasswordBody = Static<typeof ChangePasswordBody>
