import { Type, type Static } from '@sinclair/typebox'
import { nullableString, nullableTime } from './nullable.js'
import { Next, pageQuery } from './paging.js'
import { Closed, Username } from './primitives.js'
import { UserParams } from './user.js'

const EventId = Type.String({
  minLength: 1,
  maxLength: 50,
  pattern: '^[\\w+-]+$',
  description: 'The ID of an event.',
  examples: ['c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f']
})

const FeedbackToken = Type.String({
  minLength: 1,
  maxLength: 8192,
  pattern: '^[A-Za-z0-9\\-_=.]+$',
  description: 'The feedback token of the email message about the event.',
  examples: ['eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIn0.e30.e30']
})

const AuthEvent = Type.Object({
  id: Type.String(),
  type: Type.String({
    description:
      'The type of the event, such as `SignIn`, `SignUp`, `ForgotPassword`, `PasswordChange` or `ResendCode`.'
  }),
  response: Type.Union(
    [Type.Literal('pass'), Type.Literal('fail'), Type.Literal('inProgress'), Type.Null()],
    { description: 'Whether it succeeded.' }
  ),
  challenges: Type.Array(Type.Object({ name: Type.String(), success: Type.Boolean() }), {
    description: 'The challenges of the sign-in, such as `Password` or `Mfa`.'
  }),
  risk: Type.Object({
    decision: nullableString({ description: '`NoRisk`, `AccountTakeover` or `Block`.' }),
    level: nullableString({ description: '`Low`, `Medium` or `High`. Null without a risk.' }),
    compromisedCredentials: Type.Boolean({ description: 'Whether the password is known to be compromised.' })
  }),
  ipAddress: nullableString({ description: 'The IP address.' }),
  device: nullableString({ description: 'The device.' }),
  city: nullableString({ description: 'The city of the IP address.' }),
  country: nullableString({ description: 'The country of the IP address.' }),
  feedback: Type.Union([Type.Literal('valid'), Type.Literal('invalid'), Type.Null()], {
    description: 'Whether the user or an administrator has said that it was the user.'
  }),
  createdAt: nullableTime()
})

/** The path parameters of `/me/auth-events/:eventId`. */
export const AuthEventParams = Closed({ eventId: EventId })
/** The path parameters of `/admin/users/:username/auth-events/:eventId`. */
export const AuthEventOfUserParams = Closed({ ...UserParams.properties, eventId: EventId })
/** The query of `GET /me/auth-events`. */
export const AuthEventsQuery = Closed(pageQuery(60))
/** A page of events: the response of `GET /me/auth-events`. */
export const AuthEvents = Type.Object(
  { events: Type.Array(AuthEvent), next: Next },
  { description: 'A page of events, the latest first.' }
)
/** The body of `PUT /me/auth-events/:eventId/feedback`. */
export const AuthEventFeedbackBody = Closed({
  valid: Type.Boolean({ description: 'Whether it was the user.' })
})

/** The body of `POST /auth-events/feedback`, for users who are not signed in. */
export const AuthEventFeedbackByTokenBody = Closed({
  username: Username,
  eventId: EventId,
  feedbackToken: FeedbackToken,
  ...AuthEventFeedbackBody.properties
})

export type AuthEventsQuery = Static<typeof AuthEventsQuery>
export type AuthEvents = Static<typeof AuthEvents>
export type AuthEventFeedbackBody = Static<typeof AuthEventFeedbackBody>
export type AuthEventFeedbackByTokenBody = Static<typeof AuthEventFeedbackByTokenBody>
