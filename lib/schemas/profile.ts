import { Type, type Static } from '@sinclair/typebox'

/** A person, as the user pool knows them now. */
export const Profile = Type.Object({
  id: Type.String({ description: 'The `sub`: it stays the same whatever else changes.' }),
  username: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  emailVerified: Type.Boolean(),
  name: Type.Union([Type.String(), Type.Null()]),
  attributes: Type.Record(Type.String(), Type.String(), { description: 'Every attribute that the app client may read, by its name in the pool.' })
}, { description: 'The person who is signed in.' })

export type Profile = Static<typeof Profile>
