import { Type, type Static, type TUnsafe } from '@sinclair/typebox'
import {
  attributesPatch,
  closedAttributes,
  type AttributesPatch,
  type AttributesSchema,
  type StaticAttributes
} from './attributes.js'
import { Delivery } from './delivery.js'
import { LinkedIdentity } from './linked-identity.js'
import { nullableString } from './nullable.js'
import { Closed, Code } from './primitives.js'
import { DefaultAttributes } from './sign-up.js'

const PATCH = 'The attributes to change. `null` or an empty string removes one. Others are rejected.'

/** The current profile of a user in the user pool. */
export const Profile = Type.Object(
  {
    id: Type.String({ description: 'The `sub` of the user, which never changes.' }),
    username: Type.String(),
    email: nullableString(),
    emailVerified: Type.Boolean(),
    name: nullableString(),
    attributes: Type.Record(Type.String(), Type.String(), {
      description: 'Every attribute that the app client can read, by its name in the pool.'
    }),
    identities: Type.Optional(
      Type.Array(LinkedIdentity, {
        description: 'Accounts at identity providers that the user signs in with. Absent if there are none.'
      })
    )
  },
  { description: 'The profile of the user.' }
)

/**
 * The body of `PATCH /me` for an application's own attributes. `null` or an empty string removes an
 * attribute, unless the schema requires it.
 *
 * @example
 * ```ts
 * import { Type } from '@sinclair/typebox'
 * import { updateProfileBody } from 'fastify-cognito-auth/schemas'
 *
 * const body = updateProfileBody(Type.Object({ name: Type.String(), locale: Type.String() }))
 * ```
 *
 * @param writable - a TypeBox object, of `@sinclair/typebox` or `typebox` 1.x, or JSON Schema
 * @returns the schema
 */
export function updateProfileBody<const Writable extends AttributesSchema> (
  writable: Writable
): TUnsafe<AttributesPatch<StaticAttributes<Writable>>> {
  const closed = closedAttributes(writable)
  return attributesPatch(closed, PATCH, closed.required) as never
}

/** The body of `PATCH /me` for the default attributes. */
export const UpdateProfileBody = updateProfileBody(DefaultAttributes)

/** The response of `PATCH /me`. */
export const UpdateProfileResult = Type.Object(
  {
    deliveries: Type.Array(
      Type.Composite([Type.Object({ attribute: Type.String({ examples: ['email'] }) }), Delivery]),
      { description: 'The codes that were sent to verify a new email address or phone number.' }
    )
  },
  {
    description:
      'The profile is updated. A new email address or phone number must be verified with the code that was ' +
      'sent to it.'
  }
)

/** An attribute that a code can be sent to. */
export const VerifiableAttribute = Type.Union([Type.Literal('email'), Type.Literal('phone_number')])
/** The path parameters of `/me/attributes/:name`. */
export const AttributeParams = Closed({ name: VerifiableAttribute })
/** The response of `POST /me/attributes/:name/code`. */
export const SendAttributeCodeResult = Type.Object(
  { delivery: Delivery },
  { description: 'The code was sent.' }
)
/** The body of `POST /me/attributes/:name/verify`. */
export const VerifyAttributeBody = Closed({ code: Code })
/** The response of `POST /me/attributes/:name/verify`. */
export const VerifyAttributeResult = Type.Object(
  { verified: Type.Literal(true) },
  { description: 'The email address or phone number is verified.' }
)

export type UpdateProfileBody = Static<typeof UpdateProfileBody>
export type UpdateProfileResult = Static<typeof UpdateProfileResult>
export type VerifiableAttribute = Static<typeof VerifiableAttribute>
export type SendAttributeCodeResult = Static<typeof SendAttributeCodeResult>
export type VerifyAttributeResult = Static<typeof VerifyAttributeResult>
export type Profile = Static<typeof Profile>
