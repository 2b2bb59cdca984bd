import { Type, type TObject, type TProperties } from '@sinclair/typebox'
import { NAME_PATTERN } from './patterns.js'

/**
 * Returns the schema of an object without additional properties: only validated values are sent to Cognito.
 *
 * @example
 * ```ts
 * import { Type } from '@sinclair/typebox'
 * import { Closed, Password } from 'fastify-cognito-auth/schemas'
 *
 * const InviteBody = Closed({ email: Type.String({ format: 'email' }), password: Password })
 * ```
 *
 * @param properties - the schemas of the properties
 * @param description - the description of the object in the OpenAPI document
 */
export function Closed<Properties extends TProperties> (
  properties: Properties,
  description?: string
): TObject<Properties> {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description !== undefined && { description })
  })
}

/** An email address, at most 254 characters. */
export const Email = Type.String({
  format: 'email',
  maxLength: 254,
  description: 'An email address.',
  examples: ['jane@example.com']
})

/** A phone number in E.164 format, as Cognito requires. */
export const PhoneNumber = Type.String({
  pattern: '^\\+[1-9][0-9]{1,14}$',
  description: 'A phone number in E.164 format, such as +15555550100.',
  examples: ['+491711234567']
})

/** A user's full name. */
export const Name = Type.String({
  minLength: 1,
  maxLength: 2048,
  description: 'The full name of the user.',
  examples: ['Jane Doe']
})

/** A username, within the limits of the Cognito API. */
export const Username = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: NAME_PATTERN,
  description: 'The username or email address that the user signs in with.',
  examples: ['jane@example.com']
})

/**
 * A password: at most 256 characters, without white space at its start and end. AWS's pattern is
 * `^[\S]+.*[\S]+$`, where `\S` is anything but ASCII white space. Further rules are the password policy of
 * the user pool.
 */
export const Password = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: '^[^\\t-\\r ](?:.*[^\\t-\\r ])?$',
  description: 'The password, which must meet the password policy of the user pool.',
  examples: ['correct-Horse-7']
})

/** A confirmation or verification code. */
export const Code = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^\\S+$',
  description: 'The code that was sent.',
  examples: ['123456']
})

/** A refresh token. */
export const RefreshToken = Type.String({
  minLength: 1,
  maxLength: 8192,
  pattern: '^[A-Za-z0-9\\-_=.]+$',
  description: 'The refresh token of a sign-in.',
  examples: ['eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIn0.e30.e30']
})

/**
 * The session of a challenge. Those of Cognito have at most 2,048 characters; the state of the sign-in may
 * precede it.
 */
export const Session = Type.String({
  minLength: 20,
  maxLength: 4096,
  pattern: '^\\S+$',
  description: 'The `session` of the previous response. Valid once, for three minutes.',
  examples: ['AYABeFk7Vt9rXl0wJc3Q']
})

/** The key of a device, which a sign-in returned. */
export const DeviceKey = Type.String({
  minLength: 1,
  maxLength: 55,
  pattern: '^[\\w-]+_[0-9a-f-]+$',
  description: 'The `device.key` of a sign-in.',
  examples: ['eu-west-1_c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f']
})

/** The name of a group, within the limits of the Cognito API. */
export const GroupName = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: NAME_PATTERN,
  description: 'The name of a group.',
  examples: ['editors']
})

/** A number of the SRP exchange. */
export const SrpValue = Type.String({
  minLength: 1,
  maxLength: 2048,
  pattern: '^[0-9A-Fa-f]+$',
  description: 'The public value A of the SRP exchange, in hexadecimal.'
})

/** The body of every error response, in the format of Fastify. */
export const ErrorBody = Type.Object(
  {
    statusCode: Type.Integer({ description: 'The HTTP status.' }),
    code: Type.Optional(Type.String({ description: 'The error code. See docs/errors.md.' })),
    error: Type.String({ description: 'The name of the HTTP status.' }),
    message: Type.String({ description: 'The error message.' })
  },
  { description: 'An error.' }
)
