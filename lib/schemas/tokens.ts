import { Type, type Static } from '@sinclair/typebox'

const token = (description: string) => Type.String({ description, examples: ['eyJraWQiOiJ...'] })

/** What a sign-in ends in. */
export const Tokens = Type.Object({
  accessToken: token('For the `Authorization` header: `Bearer <accessToken>`.'),
  idToken: token('Who signed in, for the application that asked. Not for the `Authorization` header.'),
  refreshToken: Type.Optional(token('Gets new tokens at `/refresh`. Where it is left out, the one in hand goes on.')),
  expiresIn: Type.Integer({ description: 'How long the access token lasts, in seconds.', examples: [3600] }),
  tokenType: Type.Literal('Bearer'),
  device: Type.Optional(Type.Object({
    key: Type.String({ description: 'For `deviceKey` of the next sign-in, and for `/me/devices/:key`.' }),
    groupKey: Type.String({ description: 'For SRP, to prove the device.' })
  }, { description: 'The device, where the user pool tracks devices and has not seen this one.' }))
}, { description: 'Tokens of a person who is signed in.' })

/** What Cognito asks next, where a password is not enough. */
export const Challenge = Type.Object({
  challenge: Type.String({ description: 'The name of the challenge.', examples: ['NEW_PASSWORD_REQUIRED'] }),
  session: Type.Optional(Type.String({ description: 'Goes back with the answer. Lasts a few minutes.' })),
  parameters: Type.Record(Type.String(), Type.String(), { description: 'What the next step needs to show.' }),
  availableChallenges: Type.Optional(Type.Array(Type.String(), { description: 'What the person can be asked, where `challenge` is `SELECT_CHALLENGE`.', examples: [['PASSWORD', 'EMAIL_OTP']] })),
  totp: Type.Optional(Type.Object({
    secret: Type.String({ description: 'For the authenticator, where it has no camera.' }),
    uri: Type.String({ description: 'For the authenticator, as a QR code.', examples: ['otpauth://totp/Example:jane?secret=JBSWY3DPEHPK3PXP&issuer=Example'] })
  }, { description: 'What an authenticator needs, where `challenge` is `MFA_SETUP` and one can be set up.' }))
}, { description: 'A further step of the sign-in.' })

export type Tokens = Static<typeof Tokens>
export type Challenge = Static<typeof Challenge>
