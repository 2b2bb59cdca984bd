import { Type, type Static } from '@sinclair/typebox'

const token = (description: string) => Type.String({ description, examples: ['eyJraWQiOiJ...'] })

/** The tokens that a sign-in returns. */
export const Tokens = Type.Object(
  {
    accessToken: token('For the `Authorization` header: `Bearer <accessToken>`.'),
    idToken: token('Describes the user, for the client. Not for the `Authorization` header.'),
    refreshToken: Type.Optional(
      token('Obtains new tokens at `/refresh`. If it is omitted, the previous one stays valid.')
    ),
    expiresIn: Type.Integer({
      description: 'The lifetime of the access token, in seconds.',
      examples: [3600]
    }),
    tokenType: Type.Literal('Bearer'),
    device: Type.Optional(
      Type.Object(
        {
          key: Type.String({
            description: 'The device key, for `deviceKey` at the next sign-in and for `/me/devices/:key`.'
          }),
          groupKey: Type.String({ description: 'The device group key, for SRP with the device.' })
        },
        { description: 'The new device, if the user pool tracks devices.' }
      )
    )
  },
  { description: 'The tokens of the user.' }
)

/** A challenge that the user must respond to before tokens are returned. */
export const Challenge = Type.Object(
  {
    challenge: Type.String({
      description: 'The name of the challenge.',
      examples: ['NEW_PASSWORD_REQUIRED']
    }),
    session: Type.Optional(
      Type.String({
        description: 'The session of the sign-in: send it with the response. Valid for a few minutes.'
      })
    ),
    parameters: Type.Record(Type.String(), Type.String(), {
      description: 'The parameters of the challenge.'
    }),
    availableChallenges: Type.Optional(
      Type.Array(Type.String(), {
        description: 'The challenges that the user can choose from, for `SELECT_CHALLENGE`.',
        examples: [['PASSWORD', 'EMAIL_OTP']]
      })
    ),
    totp: Type.Optional(
      Type.Object(
        {
          secret: Type.String({
            description: 'The secret, for authenticator apps that cannot scan the QR code.'
          }),
          uri: Type.String({
            description: 'The `otpauth://` URI that the QR code contains.',
            examples: ['otpauth://totp/Example:jane?secret=JBSWY3DPEHPK3PXP&issuer=Example']
          })
        },
        { description: 'The secret for an authenticator, for `MFA_SETUP` if one can be set up.' }
      )
    )
  },
  { description: 'The next challenge of the sign-in.' }
)

export type Tokens = Static<typeof Tokens>
export type Challenge = Static<typeof Challenge>
