import { Type, type Static } from '@sinclair/typebox'
import { Closed, Password, RefreshToken, Username } from './primitives.js'
import { Challenge, Tokens } from './tokens.js'

export const SignInBody = Closed({ username: Username, password: Password })
export const SignInResult = Type.Union([Tokens, Challenge], { description: 'Tokens, or the challenge to answer next.' })

export const RefreshBody = Closed({ refreshToken: RefreshToken })

export const SignOutBody = Closed({
  refreshToken: Type.Optional(RefreshToken),
  everywhere: Type.Optional(Type.Boolean({ description: 'End every session of this person, not only this one.' }))
}, 'A refresh token ends its session. `everywhere` takes an access token in the `Authorization` header, or a refresh token here.')

export type SignInBody = Static<typeof SignInBody>
export type SignInResult = Static<typeof SignInResult>
export type RefreshBody = Static<typeof RefreshBody>
export type SignOutBody = Static<typeof SignOutBody>
