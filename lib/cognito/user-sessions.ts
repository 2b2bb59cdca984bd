import type { SessionDescriptionType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'
import { publish } from '../events.js'
import type { UserSessions as Page, UserSessionsQuery } from '../schemas/user-session.js'
import { isoTime } from './accounts.js'
import type { Caller, CognitoApi } from './api.js'
import { findUser, userInput, type UserRef } from './find-user.js'
import type { Revoker } from './revoker.js'

/** Identifies a session of a user at Cognito. */
export interface SessionRef {
  /** The `id` of a session in the list. */
  readonly sessionId: string
}

/**
 * The sessions of users at Cognito: where they are signed in. The user pool needs session tracking.
 *
 * Tokens do not contain the ID of a session, so it is not known which tokens a session has.
 */
export class UserSessions {
  readonly #api: CognitoApi
  readonly #revoker: Revoker

  constructor (api: CognitoApi, revoker: Revoker) {
    this.#api = api
    this.#revoker = revoker
  }

  async listSessions (
    { accessToken, next }: UserSessionsQuery & { accessToken: string },
    caller?: Caller
  ): Promise<Page> {
    const output = await this.#api.call(
      'ListUserSessions',
      { AccessToken: accessToken, NextToken: next },
      caller
    )
    return pageFrom(output)
  }

  /**
   * Ends another session of the user, and a session of managed login that it was started from.
   *
   * @throws FST_COGNITO_NOT_FOUND, FST_COGNITO_INVALID_PARAMETER for the session of the access token
   */
  async revokeSession (
    { accessToken, sessionId }: SessionRef & { accessToken: string },
    caller?: Caller
  ): Promise<void> {
    await this.#revoke(
      () =>
        this.#api.call(
          'RevokeUserSession',
          { AccessToken: accessToken, SessionId: sessionId, RevokeAssociatedSessions: 'LINKED' },
          caller
        ),
      () =>
        // The session of the access token may have been started from a session of managed login.
        isSsoSession(sessionId)
          ? this.#revoker.revokeUserOf(accessToken)
          : this.#revoker.revokeOtherSessions(accessToken)
    )
    publish('fastify-cognito-auth:signed-out', { pool: this.#api.pool, everywhere: false })
  }

  /** Returns the sessions of a user. */
  async listUserSessions (
    { username, next }: UserSessionsQuery & UserRef,
    caller?: Caller
  ): Promise<Page> {
    const input = { ...userInput(this.#api, username), NextToken: next }
    return pageFrom(await this.#api.call('AdminListUserSessions', input, caller))
  }

  /** Ends a session of a user, and a session of managed login that it was started from. */
  async revokeUserSession (
    { username, sessionId }: UserRef & SessionRef,
    caller?: Caller
  ): Promise<void> {
    const user = await findUser(this.#api, username, caller)
    await this.#revoke(
      () =>
        this.#api.call(
          'AdminRevokeUserSession',
          {
            ...userInput(this.#api, user.username),
            SessionId: sessionId,
            RevokeAssociatedSessions: 'LINKED'
          },
          caller
        ),
      () => this.#revoker.revokeUser(user.id)
    )
  }

  /**
   * Ends a session at Cognito, then here. If the second step fails and the caller repeats the request,
   * Cognito no longer finds the session: it is then ended here nevertheless.
   */
  async #revoke (atCognito: () => Promise<unknown>, here: () => Promise<void>): Promise<void> {
    try {
      await atCognito()
    } catch (error) {
      if (error instanceof errors.FST_COGNITO_NOT_FOUND) await here()
      throw error
    }
    await here()
  }
}

function isSsoSession (sessionId: string): boolean {
  return sessionId.startsWith('sso')
}

function pageFrom ({
  Sessions = [],
  NextToken
}: {
  Sessions?: SessionDescriptionType[] | undefined
  NextToken?: string | undefined
}): Page {
  return { sessions: Sessions.map(sessionFrom), ...(NextToken !== undefined && { next: NextToken }) }
}

function sessionFrom ({
  SessionId: id,
  SessionType,
  IsCurrentSession = false,
  ClientId,
  DeviceType,
  LastIPAddress,
  LastLocation = {},
  OriginSessionId,
  CreateDate,
  LastActiveDate
}: SessionDescriptionType): Page['sessions'][number] {
  if (id === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
  return {
    id,
    type: SessionType === 'SSO' ? 'sso' : 'token',
    current: IsCurrentSession,
    clientId: ClientId ?? null,
    device: known(DeviceType),
    ipAddress: LastIPAddress ?? null,
    city: known(LastLocation.City),
    country: known(LastLocation.Country),
    ssoSessionId: OriginSessionId ?? null,
    createdAt: isoTime(CreateDate),
    lastActiveAt: isoTime(LastActiveDate)
  }
}

/** Cognito returns `unknown` for values that it could not determine. */
function known (value: string | undefined): string | null {
  return value === undefined || value === 'unknown' ? null : value
}
