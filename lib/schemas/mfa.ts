import { Type, type Static } from '@sinclair/typebox'
import { Closed } from './primitives.js'

/** What an authenticator needs. */
export const TotpSecret = Type.Object({
  secret: Type.String({ description: 'For an authenticator without a camera.', examples: ['JBSWY3DPEHPK3PXP'] }),
  uri: Type.String({ description: 'What the QR code says.', examples: ['otpauth://totp/Example:jane%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example'] }),
  qr: Type.String({ description: 'The QR code, for the `src` of an `<img>`.', examples: ['data:image/svg+xml;base64,PHN2Zy8+'] })
}, { description: 'A new authenticator waits for its first code.' })

/** The body of `POST /me/mfa/totp/verify`. */
export const VerifyTotpBody = Closed({
  // Cognito takes no other form.
  code: Type.String({ pattern: '^[0-9]{6}$', description: 'The first code that the authenticator shows.', examples: ['123456'] }),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 131, description: 'What to call the authenticator.', examples: ['phone'] }))
})
/** The response of `POST /me/mfa/totp/verify`. */
export const VerifyTotpResult = Type.Object({ verified: Type.Literal(true) }, { description: 'The authenticator is set up, and asked for at every sign-in from now on.' })

const factor = (description: string) => Type.Object({
  enabled: Type.Boolean({ description: 'Whether it can be asked for at a sign-in.' }),
  preferred: Type.Boolean({ description: 'Whether it is what is asked for.' })
}, { description })

/** The second factors of a person. */
export const Factors = Type.Object({
  totp: factor('Codes of an authenticator.'),
  sms: factor('Codes by text message.'),
  email: factor('Codes by email.')
}, { description: 'The second factors.' })

const preference = (description: string) => Type.Optional(Closed({
  enabled: Type.Boolean({ description: 'Whether it can be asked for at a sign-in.' }),
  preferred: Type.Optional(Type.Boolean({ description: 'Whether it is what is asked for.' }))
}, description))

/** The body of `PUT /me/mfa`. What is left out stays as it is. */
export const FactorsBody = Type.Object({
  totp: preference('Codes of an authenticator that is set up.'),
  sms: preference('Codes by text message, to a verified number.'),
  email: preference('Codes by email, to a verified address.')
}, { additionalProperties: false, minProperties: 1, description: 'What is to change.' })

export type TotpSecret = Static<typeof TotpSecret>
export type VerifyTotpBody = Static<typeof VerifyTotpBody>
export type VerifyTotpResult = Static<typeof VerifyTotpResult>
export type Factors = Static<typeof Factors>
export type FactorsBody = Static<typeof FactorsBody>
