import { Type, type Static, type TObject, type TOptional } from '@sinclair/typebox'
import { Closed, Code, Email, Name, Password, PhoneNumber, Username } from './primitives.js'

/** The attributes that a person may write about themselves where the application does not say otherwise. */
export const DefaultAttributes = Closed({
  email: Type.Optional(Email),
  name: Type.Optional(Name),
  phone_number: Type.Optional(PhoneNumber)
}, 'What the person says of themselves. Any other attribute is refused.')

/** The body of `POST /signup` for an application's own attributes. */
export function signUpBody<Attributes extends TObject> (attributes: Attributes) {
  const required = (attributes.required?.length ?? 0) > 0
  return Closed({
    username: Type.Optional(Username),
    email: Type.Optional(Email),
    password: Password,
    // Its type says that it may be left out; where it may not, validation says so.
    attributes: required ? attributes as unknown as TOptional<Attributes> : Type.Optional(attributes)
  }, 'Send `email` for pools that people sign in to by email, `username` for others.')
}

export const SignUpBody = signUpBody(DefaultAttributes)

export const SignUpResult = Type.Object({
  sub: Type.String({ description: "The new person's id.", examples: ['c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'] }),
  confirmed: Type.Boolean({ description: 'Whether they can sign in already.' }),
  delivery: Type.Union([
    Type.Object({
      medium: Type.String({ examples: ['EMAIL'] }),
      destination: Type.String({ description: 'Where to, in part hidden.', examples: ['j***@e***'] })
    }),
    Type.Null()
  ], { description: 'Where a code was sent; null where none was.' })
}, { description: 'The account is made.' })

export const ConfirmSignUpBody = Closed({ username: Username, code: Code })
export const ConfirmSignUpResult = Type.Object({ confirmed: Type.Literal(true) }, { description: 'The account is confirmed; the person can sign in.' })

export const ResendCodeBody = Closed({ username: Username })
export const ResendCodeResult = Type.Object({ accepted: Type.Literal(true) }, { description: 'If there is an account that waits for a code, one was sent.' })

export interface SignUpBody { username?: string, email?: string, password: string, attributes?: Readonly<Record<string, unknown>> }
export type SignUpResult = Static<typeof SignUpResult>
export type ConfirmSignUpBody = Static<typeof ConfirmSignUpBody>
export type ConfirmSignUpResult = Static<typeof ConfirmSignUpResult>
export type ResendCodeBody = Static<typeof ResendCodeBody>
export type ResendCodeResult = Static<typeof ResendCodeResult>
