import { Type, type Static } from '@sinclair/typebox'
import { nullableString, nullableTime } from './nullable.js'

/** An account at an identity provider with which a user signs in. */
export const LinkedIdentity = Type.Object(
  {
    provider: Type.String({ description: 'The name of the identity provider in the user pool.' }),
    userId: Type.String({ description: 'The ID of the account at the identity provider.' }),
    type: nullableString({
      description: 'The type of the identity provider, such as `Google`, `SAML` or `OIDC`.'
    }),
    primary: Type.Boolean({
      description: 'Whether the user was created by a sign-in with it, and not linked to it later.'
    }),
    linkedAt: nullableTime()
  },
  { description: 'An account at an identity provider.' }
)

export type LinkedIdentity = Static<typeof LinkedIdentity>
