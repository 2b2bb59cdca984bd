import { Type, type Static, type TOptional, type TUnsafe } from '@sinclair/typebox'
import { closedAttributes, type AttributesSchema, type StaticAttributes } from './attributes.js'
import { Delivery } from './delivery.js'
import { Closed, Code, Email, Name, Password, PhoneNumber, Session, Username } from './primitives.js'
import { StartedSession } from './session.js'
import { Tokens } from './tokens.js'

/** The attributes that users may set by default. */
export const DefaultAttributes = Closed(
  {
    email: Type.Optional(Email),
    name: Type.Optional(Name),
    phone_number: Type.Optional(PhoneNumber)
  },
  'The attributes of the user. Other attributes are rejected.'
)

/**
 * The body of `POST /signup` for an application's own attributes.
 *
 * @example
 * ```ts
 * import { Type } from '@sinclair/typebox'
 * import { signUpBody } from 'fastify-cognito-auth/schemas'
 *
 * const body = signUpBody(Type.Object({ locale: Type.String({ maxLength: 10 }) }))
 * app.post('/register', { schema: { body } }, async () => null)
 * ```
 *
 * @param attributes - a TypeBox object, of `@sinclair/typebox` or `typebox` 1.x, or JSON Schema
 * @param options - `passwordless`: whether the password is optional, for user pools whose users sign in with
 * a code or a passkey (`USER_AUTH`). Defaults to `false`
 * @returns the schema
 */
export function signUpBody<const Attributes extends AttributesSchema> (
  attributes: Attributes,
  { passwordless = false }: { readonly passwordless?: boolean } = {}
) {
  const closed = closedAttributes(attributes)
  const required = (closed.required?.length ?? 0) > 0
  return Closed(
    {
      username: Type.Optional(Username),
      email: Type.Optional(Email),
      // Optional in the type. If it is required, validation reports it.
      password: passwordless ? Type.Optional(Password) : (Password as unknown as TOptional<typeof Password>),
      // The same.
      attributes: (required ? closed : Type.Optional(closed)) as unknown as TOptional<
        TUnsafe<StaticAttributes<Attributes>>
      >
    },
    'Send `email` for pools where users sign in with their email address, else `username`.'
  )
}

/** The body of `POST /signup` with the default attributes. */
export const SignUpBody = signUpBody(DefaultAttributes)

/** The response of `POST /signup`. */
export const SignUpResult = Type.Object(
  {
    sub: Type.String({
      description: 'The `sub` of the new user.',
      examples: ['c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f']
    }),
    confirmed: Type.Boolean({ description: 'Whether the user is confirmed and can sign in.' }),
    delivery: Type.Union([Delivery, Type.Null()], {
      description: 'The destination of the code. Null if none was sent.'
    }),
    session: Type.Optional(
      Type.String({
        description:
          'The session to send to `/signup/confirm`, to be signed in at once. Only if `USER_AUTH` is allowed.'
      })
    )
  },
  { description: 'The account is created.' }
)

/** The response of `POST /signup` for applications that hide whether an account exists. */
export const HiddenSignUpResult = Type.Object(
  {
    confirmed: Type.Literal(false),
    delivery: Type.Null()
  },
  { description: 'If there was no such account, it is created and a code is sent.' }
)

/** The body of `POST /signup/confirm`. */
export const ConfirmSignUpBody = Closed({
  username: Username,
  code: Code,
  session: Type.Optional(
    Type.Unsafe<string>({
      ...Session,
      description: 'The `session` that `/signup` returned, to sign in immediately.'
    })
  )
})
/** The body of `POST /signup/confirm` without `session`, for applications without `USER_AUTH`. */
export const ConfirmSignUpOnlyBody = Closed({ username: Username, code: Code })
/** The response of `POST /signup/confirm`. */
export const ConfirmSignUpResult = Type.Object(
  {
    confirmed: Type.Literal(true),
    tokens: Type.Optional(Tokens),
    session: Type.Optional(StartedSession)
  },
  { description: 'The account is confirmed. With `session`, the user is signed in.' }
)

/** The body of `POST /signup/resend`. */
export const ResendConfirmationCodeBody = Closed({ username: Username })
/** The response of `POST /signup/resend`, the same for every account. */
export const ResendConfirmationCodeResult = Type.Object(
  { accepted: Type.Literal(true) },
  { description: 'If there is such an unconfirmed account, a code was sent.' }
)

export interface SignUpBody {
  /** The username. Omitted in pools where users sign in with their email address. */
  username?: string
  /** The email address. In pools where users sign in with it, it replaces `username`. */
  email?: string
  /** Omitted by users who sign in with a code or a passkey, if the application allows `USER_AUTH`. */
  password?: string
  /** The user's attributes, of those that `routes.signUp.attributes` allows. */
  attributes?: Readonly<Record<string, unknown>>
}
export type SignUpResult = Static<typeof SignUpResult>
export type HiddenSignUpResult = Static<typeof HiddenSignUpResult>
export type ConfirmSignUpBody = Static<typeof ConfirmSignUpBody>
export type ConfirmSignUpResult = Static<typeof ConfirmSignUpResult>
export type ResendConfirmationCodeBody = Static<typeof ResendConfirmationCodeBody>
export type ResendConfirmationCodeResult = Static<typeof ResendConfirmationCodeResult>
