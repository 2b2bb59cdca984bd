import type { AuthEventType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'
import type {
  AuthEventFeedbackBody,
  AuthEventFeedbackByTokenBody,
  AuthEvents as Page,
  AuthEventsQuery
} from '../schemas/auth-event.js'
import { isoTime } from './accounts.js'
import type { Caller, CognitoApi } from './api.js'
import { userInput, type UserRef } from './find-user.js'

/** Identifies an event in the history of a user, and states whether the user caused it. */
export interface AuthEventFeedback extends AuthEventFeedbackBody {
  /** The `id` of an event in the list. */
  readonly eventId: string
}

/**
 * The history of users that threat protection keeps: sign-ins, sign-ups, resets of the password.
 *
 * Cognito has no operation that lets users read their own history. It is read with the AWS credentials of
 * the server, for the user that Cognito returns for the access token.
 */
export class AuthEvents {
  readonly #api: CognitoApi

  constructor (api: CognitoApi) {
    this.#api = api
  }

  async listAuthEvents (
    { accessToken, ...query }: AuthEventsQuery & { accessToken: string },
    caller?: Caller
  ): Promise<Page> {
    const username = await this.#usernameOf(accessToken, caller)
    return this.listUserAuthEvents({ username, ...query }, caller)
  }

  async setAuthEventFeedback (
    { accessToken, ...feedback }: AuthEventFeedback & { accessToken: string },
    caller?: Caller
  ): Promise<void> {
    const username = await this.#usernameOf(accessToken, caller)
    await this.setUserAuthEventFeedback({ username, ...feedback }, caller)
  }

  /** Calls Cognito without credentials: the feedback token proves that the user has received the email. */
  async setAuthEventFeedbackByToken (
    { username, eventId, feedbackToken, valid }: AuthEventFeedbackByTokenBody,
    caller?: Caller
  ): Promise<void> {
    await this.#api.call(
      'UpdateAuthEventFeedback',
      {
        ...userInput(this.#api, username),
        EventId: eventId,
        FeedbackToken: feedbackToken,
        FeedbackValue: feedbackValue(valid)
      },
      caller
    )
  }

  /** Returns the history of a user. */
  async listUserAuthEvents (
    { username, limit, next }: AuthEventsQuery & UserRef,
    caller?: Caller
  ): Promise<Page> {
    const { AuthEvents = [], NextToken } = await this.#api.call(
      'AdminListUserAuthEvents',
      { ...userInput(this.#api, username), MaxResults: limit, NextToken: next },
      caller
    )
    return { events: AuthEvents.map(eventFrom), ...(NextToken !== undefined && { next: NextToken }) }
  }

  async setUserAuthEventFeedback (
    { username, eventId, valid }: AuthEventFeedback & UserRef,
    caller?: Caller
  ): Promise<void> {
    await this.#api.call(
      'AdminUpdateAuthEventFeedback',
      {
        ...userInput(this.#api, username),
        EventId: eventId,
        FeedbackValue: feedbackValue(valid)
      },
      caller
    )
  }

  /**
   * Returns the username that Cognito has for an access token. The username in the token may belong to
   * another user by now, and Cognito rejects a token that is revoked there.
   */
  async #usernameOf (accessToken: string, caller: Caller | undefined): Promise<string> {
    const { Username } = await this.#api.call('GetUser', { AccessToken: accessToken }, caller)
    if (Username === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
    return Username
  }
}

function feedbackValue (valid: boolean): 'Valid' | 'Invalid' {
  return valid ? 'Valid' : 'Invalid'
}

const RESPONSES = new Map([
  ['Pass', 'pass'],
  ['Fail', 'fail'],
  ['InProgress', 'inProgress']
] as const)
const FEEDBACK = new Map([
  ['Valid', 'valid'],
  ['Invalid', 'invalid']
] as const)

function eventFrom ({
  EventId: id,
  EventType: type,
  CreationDate,
  EventResponse,
  EventRisk: risk = {},
  ChallengeResponses = [],
  EventContextData: context = {},
  EventFeedback
}: AuthEventType): Page['events'][number] {
  if (id === undefined || type === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
  return {
    id,
    type,
    response: (EventResponse && RESPONSES.get(EventResponse)) ?? null,
    challenges: ChallengeResponses.map(({ ChallengeName = 'unknown', ChallengeResponse }) => ({
      name: ChallengeName,
      success: ChallengeResponse === 'Success'
    })),
    risk: {
      decision: risk.RiskDecision ?? null,
      level: risk.RiskLevel ?? null,
      compromisedCredentials: risk.CompromisedCredentialsDetected === true
    },
    ipAddress: context.IpAddress ?? null,
    device: context.DeviceName ?? null,
    city: context.City ?? null,
    country: context.Country ?? null,
    feedback: (EventFeedback?.FeedbackValue && FEEDBACK.get(EventFeedback.FeedbackValue)) ?? null,
    createdAt: isoTime(CreationDate)
  }
}
