import { Type, type Static } from '@sinclair/typebox'
import { nullableString, nullableTime } from './nullable.js'
import { Next, nextQuery } from './paging.js'
import { Closed } from './primitives.js'
import { UserParams } from './user.js'

/** The ID of a session at Cognito. */
const SessionId = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[a-z0-9]+$',
  description: 'The `id` of a session in the list.',
  examples: ['tknm5k9p2q7r4s8t1v6w3x0y5z2b']
})

const UserSession = Type.Object({
  id: Type.String({
    description:
      'The ID at Cognito, which is no credential: a session is only ended with an access token of its ' +
      'user, or by an administrator.'
  }),
  type: Type.Union([Type.Literal('token'), Type.Literal('sso')], {
    description:
      '`token`: tokens of an app client. `sso`: a browser that is signed in to managed login, and gets ' +
      'tokens without another sign-in.'
  }),
  current: Type.Boolean({
    description: 'Whether the request belongs to this session. `false` for administrators.'
  }),
  clientId: nullableString({ description: 'The app client.' }),
  device: nullableString({ description: 'The browser and the operating system, as Cognito describes them.' }),
  ipAddress: nullableString({ description: 'The IP address of the last sign-in or refresh.' }),
  city: nullableString({ description: 'The city of the IP address.' }),
  country: nullableString({ description: 'The name of the country of the IP address.' }),
  ssoSessionId: nullableString({ description: 'The `sso` session that a `token` session was started from.' }),
  createdAt: nullableTime({ description: 'The time of the sign-in.' }),
  lastActiveAt: nullableTime({ description: 'The time of the last sign-in or refresh of the tokens.' })
})

/** The path parameters of `/me/sessions/:sessionId`. */
export const UserSessionParams = Closed({ sessionId: SessionId })
/** The path parameters of `/admin/users/:username/sessions/:sessionId`. */
export const SessionOfUserParams = Closed({ ...UserParams.properties, sessionId: SessionId })
/** The query of `GET /me/sessions`. */
export const UserSessionsQuery = Closed(nextQuery)
/** A page of sessions: the response of `GET /me/sessions`. */
export const UserSessions = Type.Object(
  { sessions: Type.Array(UserSession), next: Next },
  { description: 'A page of sessions.' }
)

export type UserSessionsQuery = Static<typeof UserSessionsQuery>
export type UserSessions = Static<typeof UserSessions>
