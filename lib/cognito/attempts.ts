import { errors } from '../errors.js'
import type { AnyRequest, Attempt } from '../rate-limit/rate-limiter.js'
import { CONTACT_ATTRIBUTES } from './contact-attributes.js'
import { decodeSession } from './session-state.js'
import type { Operations } from './operations.js'
import { decodeUnverified } from './unverified-claims.js'

/**
 * The input of an operation. It is validated if it comes from a route, and unknown if it comes from other
 * code.
 */
type Input = Readonly<Record<string, unknown>>

/** Loads the attributes of the user of an access token. */
export type AttributesOf = (accessToken: string) => Promise<Readonly<Record<string, string>>>

type AttemptOf = (input: Input, attributesOf?: AttributesOf) => Attempt | null

/** The preferred challenges of a sign-in, and the responses to a challenge, for which a code is sent. */
const CODE_CHALLENGES = new Set(['EMAIL_OTP', 'SMS_OTP', 'EMAIL_MFA', 'SMS_MFA'])

/** The responses to a challenge that are an email address or phone number. */
const CONTACT_RESPONSES = ['EMAIL', 'PHONE_NUMBER', 'userAttributes.email', 'userAttributes.phone_number']

const byUsername = (input: Input) => ({ account: textIn(input, 'username') })
const byIpOnly = () => ({})
const byToken = (input: Input) => ({ account: ownerOf(textIn(input, 'accessToken')) })
const toUsername = (input: Input) => ({ destinations: contactsIn(input, ['username']) })
const toUsernameByAdministrator = (input: Input) => ({ ...toUsername(input), byAdministrator: true })

/**
 * The functions that return how an attempt at a rate-limited operation is counted, or null if it is not
 * counted.
 */
const ATTEMPTS = {
  signUp: input => ({ destinations: recipientsIn(input) }),
  confirmSignUp: byUsername,
  resendConfirmationCode: toUsername,
  signIn: input => ({
    ...byUsername(input),
    ...(CODE_CHALLENGES.has(textIn(input, 'preferredChallenge') ?? '') && toUsername(input))
  }),
  respondToChallenge (input) {
    const responses = objectIn(input, 'responses')
    const account = responderOf(input)
    const requestsCode = CODE_CHALLENGES.has(textIn(responses, 'ANSWER') ?? '') && account !== null
    return {
      account,
      destinations: [...(requestsCode ? [account] : []), ...contactsIn(responses, CONTACT_RESPONSES)]
    }
  },
  refresh: byIpOnly,
  signOut: byIpOnly,
  forgotPassword: toUsername,
  resetPassword: byUsername,
  changePassword: byToken,
  updateProfile (input) {
    const attributes = objectIn(input, 'attributes')
    // Otherwise nothing is sent.
    if (!CONTACT_ATTRIBUTES.some(name => Object.hasOwn(attributes, name))) return null
    return { ...byToken(input), destinations: contactsIn(attributes) }
  },
  sendAttributeCode: (input, attributesOf) => ({
    ...byToken(input),
    destinations: async () =>
      contactsIn(
        await (attributesOf as AttributesOf)(textIn(input, 'accessToken') ?? ''),
        CONTACT_ATTRIBUTES.filter(name => name === input['name'])
      )
  }),
  verifyAttribute: byToken,
  verifyTotp: byToken,
  setAuthEventFeedbackByToken: byUsername,
  updateUser: input => ({
    // None if no email address or phone number is set: then nothing is counted.
    destinations: contactsIn(objectIn(input, 'attributes')),
    byAdministrator: true
  }),
  inviteUser: input => ({ destinations: recipientsIn(input), byAdministrator: true }),
  resendInvitation: toUsernameByAdministrator,
  resetUserPassword: toUsernameByAdministrator
} satisfies Partial<Record<keyof Operations, AttemptOf>>

/** An operation whose attempts are counted. */
export type LimitedOperation = keyof typeof ATTEMPTS

export function isLimited (operation: string): operation is LimitedOperation {
  return Object.hasOwn(ATTEMPTS, operation)
}

/**
 * Returns how an attempt at an operation is counted, from the operation's input. Null if it is not counted.
 *
 * @throws FST_COGNITO_INVALID_INPUT if a username is not a string: other types could represent one account in
 * several ways
 */
export function attemptOf (
  operation: LimitedOperation,
  input: unknown,
  attributesOf?: AttributesOf
): Attempt | null {
  return (ATTEMPTS[operation] as AttemptOf)(objectIn({ input }, 'input'), attributesOf)
}

/** Returns how requests of an operation's route are counted. */
export function attemptFrom (
  operation: LimitedOperation,
  part: 'body' | 'params' = 'body'
): (request: AnyRequest) => Attempt | null {
  return request => attemptOf(operation, request[part])
}

/** Returns the email addresses and phone numbers in attributes or other values. */
export function contactsIn (input: Input, names = CONTACT_ATTRIBUTES): readonly string[] {
  return names.map(name => textIn(input, name) ?? '').filter(text => text !== '')
}

/** Returns the destinations that the code of a sign-up, or an invitation, may be sent to. */
function recipientsIn (input: Input): readonly string[] {
  return [...contactsIn(input, ['username', 'email']), ...contactsIn(objectIn(input, 'attributes'))]
}

/**
 * Returns the username that is sent to Cognito: that of the session, if it includes one, and not the one of
 * the body.
 */
function responderOf (input: Input): string | null {
  return decodeSession(textIn(input, 'session') ?? '').username ?? textIn(input, 'username')
}

/** Returns the unverified `sub` of an access token. Cognito itself rejects an invalid token. */
function ownerOf (accessToken: string | null): string | null {
  return accessToken === null ? null : textIn(decodeUnverified(accessToken) as Input, 'sub')
}

function textIn (input: Input, name: string): string | null {
  const value = input[name] ?? null
  if (value === null || typeof value === 'string') return value
  // An attribute may be a number or a boolean, which is sent to Cognito as a string.
  if (typeof value !== 'object') return String(value)
  throw new errors.FST_COGNITO_INVALID_INPUT(`${name} must be a string.`)
}

function objectIn (input: Input, name: string): Input {
  const value = input[name] ?? {}
  if (typeof value === 'object') return value as Input
  throw new errors.FST_COGNITO_INVALID_INPUT(`${name} must be an object.`)
}
