/** Links between users and identity providers, and the history of sign-ins. */
import type {
  AdminDisableProviderForUserRequest,
  AdminLinkProviderForUserRequest,
  AdminListUserAuthEventsRequest,
  AdminListUserAuthEventsResponse,
  AdminUpdateAuthEventFeedbackRequest,
  AuthEventType,
  UpdateAuthEventFeedbackRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { isSame } from '../pool/compare.js'
import {
  CognitoException,
  orNotFound,
  invalidParameter,
  notAuthorized,
  userNotFound
} from '../pool/exception.js'
import { linkedUser } from '../pool/identities.js'
import type { AuthEvent } from '../pool/records.js'
import { save } from '../pool/save.js'
import { hasThreatProtection } from '../pool/settings.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { namedUser } from './lookup.js'
import { pageOf } from './page.js'

const OWN_PROVIDER = 'Cognito'

/** Links an account at an identity provider that has not signed in yet to a user of the pool. */
export function adminLinkProviderForUser (
  pools: UserPools,
  input: Valid<AdminLinkProviderForUserRequest>
): void {
  const pool = pools.get(input.UserPoolId)
  const {
    ProviderName: providerName,
    ProviderAttributeName: attributeName,
    ProviderAttributeValue: userId
  } = input.SourceUser
  const { ProviderAttributeValue: username = '' } = input.DestinationUser
  const user = pool.users.find(username)
  if (user === undefined) throw userNotFound()
  if (providerName === undefined || userId === undefined) {
    throw invalidParameter('The source user has no provider or value.')
  }
  const owner = linkedUser(pool, providerName, userId)
  if (owner !== undefined) throw invalidParameter('SourceUser is already linked to DestinationUser')
  const link = {
    providerName,
    userId,
    ...(attributeName !== undefined && { attributeName }),
    createdAt: pool.now(),
    primary: false
  }
  save(pool, user, { identities: [...user.identities, link] })
}

/** Removes a link, or disables the user if the provider is the pool itself. */
export function adminDisableProviderForUser (
  pools: UserPools,
  input: Valid<AdminDisableProviderForUserRequest>
): void {
  const pool = pools.get(input.UserPoolId)
  const { ProviderName: name = '', ProviderAttributeValue: value = '' } = input.User
  const user = name === OWN_PROVIDER ? pool.users.find(value) : linkedUser(pool, name, value)
  if (user === undefined) throw userNotFound()
  const others = user.identities.filter(link => link.providerName !== name || link.userId !== value)
  save(pool, user, name === OWN_PROVIDER ? { enabled: false } : { identities: others })
}

export function adminListUserAuthEvents (
  pools: UserPools,
  input: Valid<AdminListUserAuthEventsRequest>
): AdminListUserAuthEventsResponse {
  const { pool, user } = namedUser(pools, input)
  checkThreatProtection(pool)
  const { items, next } = pageOf(user.events, input, { list: ['events', user.sub], keyOf: ({ id }) => id })
  return { AuthEvents: items.map(describeEvent), NextToken: next }
}

export function adminUpdateAuthEventFeedback (
  pools: UserPools,
  input: Valid<AdminUpdateAuthEventFeedbackRequest>
): void {
  setFeedback(pools, input, 'Admin')
}

/**
 * The local Cognito sends no notifications, so a test reads the feedback token from the record of the event.
 */
export function updateAuthEventFeedback (
  pools: UserPools,
  input: Valid<UpdateAuthEventFeedbackRequest>
): void {
  setFeedback(pools, input, 'User', input.FeedbackToken)
}

function setFeedback (
  pools: UserPools,
  input: Valid<AdminUpdateAuthEventFeedbackRequest>,
  provider: string,
  token?: string
): void {
  const { pool, user } = namedUser(pools, input)
  checkThreatProtection(pool)
  const event = orNotFound(user.events.find(({ id }) => id === input.EventId), 'Event does not exist.')
  if (token !== undefined && !isSame(token, event.feedbackToken)) {
    throw notAuthorized('Invalid feedback token.')
  }
  event.feedback = { value: input.FeedbackValue, provider, at: pool.now() }
  pool.users.save(user)
}

function checkThreatProtection ({ settings }: UserPool): void {
  if (hasThreatProtection(settings)) return
  throw new CognitoException(
    'UserPoolAddOnNotEnabledException',
    'Threat protection is not enabled for the user pool.'
  )
}

function describeEvent ({ id, type, response, results = {}, createdAt, feedback }: AuthEvent): AuthEventType {
  return {
    EventId: id,
    EventType: type as AuthEventType['EventType'],
    CreationDate: new Date(createdAt),
    EventResponse: response,
    EventRisk: { RiskDecision: 'NoRisk', CompromisedCredentialsDetected: false },
    ChallengeResponses: (['Password', 'Mfa'] as const).flatMap(name => {
      const result = results[name]
      return result === undefined ? [] : [{ ChallengeName: name, ChallengeResponse: result }]
    }),
    EventContextData: { IpAddress: '127.0.0.1' },
    EventFeedback: feedback && {
      FeedbackValue: feedback.value,
      Provider: feedback.provider,
      FeedbackDate: new Date(feedback.at)
    }
  }
}
