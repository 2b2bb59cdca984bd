import { Type, type Static } from '@sinclair/typebox'
import { Closed } from './primitives.js'

/** The secret of an authenticator app, as text and as a QR code. */
export const TotpSecret = Type.Object(
  {
    secret: Type.String({
      description: 'The secret, for authenticator apps that cannot scan the QR code.',
      examples: ['JBSWY3DPEHPK3PXP']
    }),
    uri: Type.String({
      description: 'The `otpauth://` URI that the QR code contains.',
      examples: ['otpauth://totp/Example:jane%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example']
    }),
    qr: Type.String({
      description: 'The QR code as a data URL, for the `src` of an `<img>`.',
      examples: ['data:image/svg+xml;base64,PHN2Zy8+']
    })
  },
  { description: 'The secret of the new authenticator.' }
)

/** The body of `POST /me/mfa/totp/verify`. */
export const VerifyTotpBody = Closed({
  // Cognito accepts no other form.
  code: Type.String({
    pattern: '^[0-9]{6}$',
    description: 'The current code of the authenticator.',
    examples: ['123456']
  }),
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 131,
      description: 'A name for the authenticator.',
      examples: ['phone']
    })
  )
})
/** The response of `POST /me/mfa/totp/verify`. */
export const VerifyTotpResult = Type.Object(
  { verified: Type.Literal(true) },
  { description: 'The authenticator is set up. Every sign-in requires its code.' }
)

const factor = (description: string) =>
  Type.Object(
    {
      enabled: Type.Boolean({ description: 'Whether sign-ins can require it.' }),
      preferred: Type.Boolean({ description: 'Whether it is the preferred factor.' })
    },
    { description }
  )

const preferences = {
  totp: factor('Codes of an authenticator.'),
  sms: factor('Codes by text message.'),
  email: factor('Codes by email.'),
  passkey: Type.Object(
    { enabled: Type.Boolean({ description: 'Whether a passkey signs in users who have other factors.' }) },
    { description: 'Passkeys that replace password and code.' }
  )
}

/** The MFA factors of a user. */
export const MfaPreferences = Type.Object(preferences, { description: 'The MFA factors.' })

/** The response of `GET /me/mfa`. */
export const MfaFactors = Type.Object(
  {
    ...preferences,
    configured: Type.Union([Type.Array(Type.String()), Type.Null()], {
      description:
        'The first factors that the user can sign in with (`USER_AUTH`), by their names in Cognito, such ' +
        'as `PASSWORD` and `WEB_AUTHN`. Null if Cognito does not return them.'
    })
  },
  { description: 'The MFA factors, and the first factors that the user can sign in with.' }
)

const preference = (description: string) =>
  Type.Optional(
    Closed(
      {
        enabled: Type.Boolean({ description: 'Whether sign-ins can require it.' }),
        preferred: Type.Optional(Type.Boolean({ description: 'Whether it is the preferred factor.' }))
      },
      description
    )
  )

/** The body of `PUT /me/mfa`. Omitted factors stay as they are. */
export const MfaPreferencesBody = Type.Object(
  {
    totp: preference('Codes of an authenticator that is set up.'),
    sms: preference('Codes by text message, to a verified phone number.'),
    email: preference('Codes by email, to a verified email address.'),
    passkey: Type.Optional(
      Closed(
        { enabled: Type.Boolean({ description: 'Whether a passkey counts as two factors.' }) },
        'Passkeys that replace both the password and the code. Another factor must also be enabled.'
      )
    )
  },
  { additionalProperties: false, minProperties: 1, description: 'The changes.' }
)

export type TotpSecret = Static<typeof TotpSecret>
export type VerifyTotpBody = Static<typeof VerifyTotpBody>
export type VerifyTotpResult = Static<typeof VerifyTotpResult>
export type MfaFactors = Static<typeof MfaFactors>
export type MfaPreferences = Static<typeof MfaPreferences>
export type MfaPreferencesBody = Static<typeof MfaPreferencesBody>
