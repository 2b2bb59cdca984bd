import { Type, type Static, type TObject } from '@sinclair/typebox'
import {
  attributesPatch,
  closedAttributes,
  type AttributesSchema,
  type StaticAttributes
} from './attributes.js'
import { Group } from './group.js'
import { LinkedIdentity } from './linked-identity.js'
import { MfaPreferences } from './mfa.js'
import { nullableString, nullableTime } from './nullable.js'
import { Next, pageQuery } from './paging.js'
import { Closed, Email, Password, Username } from './primitives.js'
import { DefaultAttributes } from './sign-up.js'

/** The properties of a user, as an administrator sees it. */
const user = {
  id: Type.String({
    description: 'The `sub` of the user, which never changes.',
    examples: ['c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f']
  }),
  username: Type.String(),
  email: nullableString(),
  emailVerified: Type.Boolean(),
  name: nullableString(),
  attributes: Type.Record(Type.String(), Type.String(), {
    description: 'Every attribute, by its name in the pool.'
  }),
  identities: Type.Optional(
    Type.Array(LinkedIdentity, {
      description: 'Accounts at identity providers that the user signs in with. Absent if there are none.'
    })
  ),
  enabled: Type.Boolean({ description: 'Whether the user is enabled.' }),
  status: Type.String({
    description: 'The status of the account in Cognito, such as `CONFIRMED`.',
    examples: ['CONFIRMED', 'UNCONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED', 'EXTERNAL_PROVIDER']
  }),
  createdAt: nullableTime(),
  updatedAt: nullableTime()
}

/** A user, as an administrator sees it. */
export const User = Type.Object(user, { description: 'The user.' })
/** The response of `GET /admin/users/:username`: a user with MFA factors and groups. */
export const UserDetails = Type.Object(
  {
    ...user,
    factors: MfaPreferences,
    groups: Type.Array(Group, { description: 'The groups of the user.' })
  },
  { description: 'The user, with MFA factors and groups.' }
)

/** The path parameters of `/admin/users/:username`. */
export const UserParams = Closed({
  username: Type.Unsafe<string>({
    ...Username,
    description: 'The username, or an email address, phone number or `sub` that identifies the user.'
  })
})

/** The attributes that Cognito can search by. */
const SEARCHABLE = [
  'username',
  'email',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'sub',
  'cognito:user_status',
  'status'
] as const

/** Cognito's whole filter has at most 256 characters, and each of these may become two. */
const searchValue = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 100, description }))

/** The query of `GET /admin/users`. */
export const UsersQuery = Closed({
  attribute: Type.Optional(
    Type.Union(
      SEARCHABLE.map(name => Type.Literal(name)),
      {
        description:
          'The attribute to search by, with `equals` or `startsWith`. `status` is `Enabled` or `Disabled`.'
      }
    )
  ),
  equals: searchValue('The whole value.'),
  startsWith: searchValue('The beginning of the value.'),
  ...pageQuery(60)
})
/** A page of users: the response of `GET /admin/users`. */
export const Users = Type.Object(
  { users: Type.Array(User), next: Next },
  { description: 'A page of users, in no particular order.' }
)

/**
 * The body of `POST /admin/users` for an application's own attributes.
 *
 * @example
 * ```ts
 * import { Type } from '@sinclair/typebox'
 * import { inviteUserBody } from 'fastify-cognito-auth/schemas'
 *
 * const body = inviteUserBody(Type.Object({ 'custom:role': Type.String() }))
 * ```
 *
 * @param attributes - a TypeBox object, of `@sinclair/typebox` or `typebox` 1.x, or JSON Schema
 * @returns the schema
 */
export function inviteUserBody<const Attributes extends AttributesSchema> (attributes: Attributes) {
  return Closed(
    {
      username: Type.Optional(Username),
      email: Type.Optional(Email),
      temporaryPassword: Type.Optional(
        Type.Unsafe<string>({
          ...Password,
          description:
            'The password for the first sign-in. Cognito generates one if it is omitted and users sign in ' +
            'with passwords.'
        })
      ),
      attributes: Type.Optional(
        Type.Unsafe<Partial<StaticAttributes<Attributes>>>(
          Type.Partial(closedAttributes(attributes), { additionalProperties: false })
        )
      ),
      emailVerified: Type.Optional(
        Type.Boolean({
          description:
            'Whether the email address is verified. A password cannot be reset with an unverified email ' +
            'address. Defaults to `false`.'
        })
      ),
      phoneNumberVerified: Type.Optional(
        Type.Boolean({ description: 'Whether the phone number is verified. Defaults to `false`.' })
      ),
      delivery: Type.Optional(
        Type.Array(Type.Union([Type.Literal('EMAIL'), Type.Literal('SMS')]), {
          uniqueItems: true,
          description:
            'How the invitation is sent; an empty list sends none. Defaults to email if there is an email ' +
            'address, else to SMS.'
        })
      )
    },
    'Send `email` for pools where users sign in with their email address, else `username`.'
  )
}

/** The body of `POST /admin/users` for the default attributes. */
export const InviteUserBody = inviteUserBody(DefaultAttributes)

/**
 * The body of `PATCH /admin/users/:username`, for the attributes that administrators may write. `null` or an
 * empty string removes one.
 *
 * @example
 * ```ts
 * import { Type } from '@sinclair/typebox'
 * import { updateUserBody } from 'fastify-cognito-auth/schemas'
 *
 * const body = updateUserBody(Type.Object({ 'custom:role': Type.String() }))
 * ```
 *
 * @param attributes - a TypeBox object, of `@sinclair/typebox` or `typebox` 1.x, or JSON Schema
 * @returns the schema
 */
export function updateUserBody (attributes: AttributesSchema): TObject {
  return Type.Object(
    {
      attributes: Type.Optional(
        attributesPatch(
          closedAttributes(attributes),
          'The attributes to change. `null` or an empty string removes one. Others are rejected.'
        )
      ),
      emailVerified: Type.Optional(
        Type.Boolean({
          description:
            'Whether the email address is verified. A new email address is unverified unless this is `true`.'
        })
      ),
      phoneNumberVerified: Type.Optional(
        Type.Boolean({
          description:
            'Whether the phone number is verified. A new phone number is unverified unless this is `true`.'
        })
      )
    },
    { additionalProperties: false, minProperties: 1, description: 'The changes.' }
  )
}

/** The body of `PATCH /admin/users/:username` for the default attributes. */
export const UpdateUserBody = updateUserBody(DefaultAttributes)

/** The body of `PUT /admin/users/:username/password`. */
export const SetUserPasswordBody = Closed({
  password: Password,
  permanent: Type.Optional(
    Type.Boolean({
      description:
        'Whether the password is permanent. Defaults to `false`: it must be changed at the next sign-in.'
    })
  )
})

/** The query of operations that could remove the last administrator. */
export const ForceQuery = Closed({
  force: Type.Optional(
    Type.Boolean({
      description: 'Allows the request even if it removes the last administrator. Defaults to `false`.'
    })
  )
})

export interface InviteUserBody {
  /** The username. Omitted in pools where users sign in with their email address. */
  username?: string
  /** The email address. In pools where users sign in with it, it replaces `username`. */
  email?: string
  /** The password for the first sign-in. Cognito generates one if it is omitted. */
  temporaryPassword?: string
  /** The user's attributes, of those that `routes.admin.attributes` allows. */
  attributes?: Readonly<Record<string, unknown>>
  /** Whether the email address is verified. Defaults to `false`. */
  emailVerified?: boolean
  /** Whether the phone number is verified. Defaults to `false`. */
  phoneNumberVerified?: boolean
  /**
   * How the invitation is sent; an empty list sends none. Defaults to email if the user has an email address,
   * else to SMS.
   */
  delivery?: readonly ('EMAIL' | 'SMS')[]
}
export interface UpdateUserBody {
  /**
   * The attributes to change, of those that `routes.admin.attributes` allows. `null` or an empty string
   * removes one.
   */
  attributes?: Readonly<Record<string, unknown>>
  /** Whether the email address is verified. A new email address is unverified unless this is `true`. */
  emailVerified?: boolean
  /** Whether the phone number is verified. A new phone number is unverified unless this is `true`. */
  phoneNumberVerified?: boolean
}
export type SetUserPasswordBody = Static<typeof SetUserPasswordBody>
export type User = Static<typeof User>
export type UserDetails = Static<typeof UserDetails>
export type UsersQuery = Static<typeof UsersQuery>
export type Users = Static<typeof Users>
