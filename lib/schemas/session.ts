import { Type, type Static } from '@sinclair/typebox'
import { nullableString } from './nullable.js'

/** The user of a session. */
export const SessionUser = Type.Object(
  {
    id: Type.String({
      description: 'The ID of the user: the `sub` of the tokens.',
      examples: ['c7f2a1de-0f5f-4a8e-9a53-3a1a5e5d9c11']
    }),
    username: Type.String({ description: 'The username in the user pool.', examples: ['jane@example.com'] }),
    email: nullableString({ description: 'The email address.', examples: ['jane@example.com'] }),
    name: nullableString({ description: 'The full name.', examples: ['Jane Doe'] }),
    groups: Type.Array(Type.String(), { description: 'The groups in the token.', examples: [['admin']] })
  },
  { description: 'The user of the session.' }
)

/** A session that a sign-in has started. Its cookie is in the response. */
export const StartedSession = Type.Object(
  {
    user: SessionUser,
    expiresAt: Type.Integer({
      description: 'When the session ends at the latest, in milliseconds since the epoch.',
      examples: [1_764_892_800_000]
    })
  },
  { description: 'The user is signed in, with the session cookie of the response.' }
)

/** The response of `GET /session`. */
export const SessionResult = Type.Union(
  [StartedSession, Type.Object({ user: Type.Null() }, { description: 'No user is signed in.' })],
  { description: 'The user that is signed in, or `null`.' }
)

/** The response of a sign-out that managed login completes. */
export const SignedOut = Type.Object(
  {
    location: Type.String({
      description: 'The URL to navigate to, to also sign out at managed login.',
      examples: ['https://auth.example.com/logout?client_id=...&logout_uri=...']
    })
  },
  { description: 'The session has ended. The user is still signed in at managed login.' }
)

export type SessionUser = Static<typeof SessionUser>
export type StartedSession = Static<typeof StartedSession>
export type SessionResult = Static<typeof SessionResult>
