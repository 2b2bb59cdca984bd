import { checkRequired, checkValues, checkWritable, withSignInName } from './attributes.js'
import { aliasExists, setVerified, verifyContact } from './attribute-changes.js'
import { sendCode, takeCode } from './codes.js'
import { deliveryTo, type Delivery } from './delivery.js'
import { CognitoException, invalidParameter, invalidSession, notAuthorized } from './exception.js'
import { recordEvent } from './events.js'
import { createUser } from './new-user.js'
import { checkPassword, CREATED } from './password.js'
import type { AppClient, Attributes, Contact, User } from './records.js'
import { save } from './save.js'
import { allowsFlow, isPasswordless, sessionLifetime } from './settings.js'
import { runTrigger, triggerAttributes } from './triggers/run.js'
import type { UserPool } from './user-pool.js'

export interface SignUp {
  username: string
  password: string | undefined
  attributes: Attributes
  validationData?: Attributes | undefined
  clientMetadata?: Record<string, string> | undefined
}

/** Creates a user who signs up, and sends the code that confirms it. */
export async function signUp (
  pool: UserPool,
  client: AppClient,
  { password, ...request }: SignUp
): Promise<{ user: User, delivery?: Delivery, session?: string }> {
  const { settings } = pool
  if (settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true) {
    throw notAuthorized('SignUp is not permitted for this user pool')
  }
  if (password === undefined && !isPasswordless(settings)) throw missing('password')
  const attributes = withSignInName(request.attributes, request.username, settings)
  checkWritable(Object.keys(attributes), client, settings)
  checkValues(attributes, settings)
  checkRequired(attributes, settings)
  if (password !== undefined) checkPassword(password, settings, CREATED)
  if (pool.users.find(request.username) !== undefined) {
    throw new CognitoException('UsernameExistsException', 'User already exists')
  }
  const user = createUser(pool, { username: request.username, attributes, status: 'UNCONFIRMED', password })
  await preSignUp(pool, client.id, user, 'SignUp', request)
  pool.users.save(user)
  recordEvent(pool, user, 'SignUp', 'Pass')
  if (user.status === 'CONFIRMED') {
    await postConfirmation(pool, client.id, user, 'ConfirmSignUp', request.clientMetadata)
    return { user }
  }
  const delivery = await sendConfirmation(pool, client.id, user, 'SignUp', request.clientMetadata)
  return { user, ...(delivery && { delivery }), ...openSession(pool, client, user, 'SIGN_UP') }
}

const missing = (member: string) =>
  invalidParameter(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: ` +
      'Member must not be null'
  )

/** Runs the trigger before a sign-up, which may confirm the user and verify attributes. */
export async function preSignUp (
  pool: UserPool,
  clientId: string | undefined,
  user: User,
  source: 'SignUp' | 'AdminCreateUser' | 'ExternalProvider',
  { validationData, clientMetadata }: Pick<SignUp, 'validationData' | 'clientMetadata'>
): Promise<void> {
  const response = await runTrigger(pool, 'preSignUp', {
    source,
    userName: user.username,
    clientId,
    request: {
      userAttributes: user.attributes,
      validationData: validationData ?? null,
      clientMetadata
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false }
  })
  if (response === undefined) return
  const contacts: [string, Contact][] = [
    ['autoVerifyEmail', 'email'],
    ['autoVerifyPhone', 'phone_number']
  ]
  for (const [field, contact] of contacts) {
    if (response[field] !== true) continue
    if (user.attributes[contact] === undefined) {
      throw new CognitoException('InvalidLambdaResponseException', `${field} needs a value of ${contact}.`)
    }
    verifyContact(pool, user, contact)
  }
  if (response['autoConfirmUser'] === true && user.status === 'UNCONFIRMED') user.status = 'CONFIRMED'
}

export async function postConfirmation (
  pool: UserPool,
  clientId: string | undefined,
  user: User,
  source: 'ConfirmSignUp' | 'ConfirmForgotPassword',
  clientMetadata: Record<string, string> | undefined
): Promise<void> {
  const request = { userAttributes: triggerAttributes(user), clientMetadata }
  await runTrigger(pool, 'postConfirmation', { source, userName: user.username, clientId, request })
}

/** Sends the code that confirms a sign-up. Without an attribute that the pool verifies, nothing is sent. */
export async function sendConfirmation (
  pool: UserPool,
  clientId: string,
  user: User,
  source: 'SignUp' | 'ResendCode',
  clientMetadata: Record<string, string> | undefined
): Promise<Delivery | undefined> {
  const delivery = deliveryTo(user, pool.settings)
  if (delivery === undefined) return undefined
  return await sendCode(pool, user, {
    purpose: 'signUp',
    source,
    contact: delivery.attribute,
    destination: delivery.destination,
    clientId,
    clientMetadata
  })
}

/** Returns a Session with which a user continues from the sign-up to its confirmation and to a sign-in. */
function openSession (
  pool: UserPool,
  client: AppClient,
  { username }: User,
  name: string
): { session?: string } {
  if (!allowsFlow(client, 'USER_AUTH')) return {}
  return { session: pool.challenges.open({ name, username, clientId: client.id }, sessionLifetime(client)) }
}

export interface Confirmation {
  code: string
  session?: string | undefined
  forceAlias?: boolean | undefined
  clientMetadata?: Record<string, string> | undefined
}

/** Confirms a sign-up with its code. Returns a Session to sign in with, if one was given. */
export async function confirmSignUp (
  pool: UserPool,
  client: AppClient,
  user: User,
  { code, session, forceAlias = false, clientMetadata }: Confirmation
): Promise<string | undefined> {
  checkUnconfirmed(user)
  if (session !== undefined) {
    const challenge = pool.challenges.find(session, 'SIGN_UP')
    if (challenge.username !== user.username || challenge.clientId !== client.id) throw invalidSession()
  }
  const { attribute } = takeCode(pool, user, 'signUp', code)
  takeAlias(pool, user, attribute, forceAlias)
  save(pool, user, { status: 'CONFIRMED' })
  await postConfirmation(pool, client.id, user, 'ConfirmSignUp', clientMetadata)
  if (session === undefined) return undefined
  pool.challenges.take(session)
  return openSession(pool, client, user, 'SIGNED_UP').session
}

export function checkUnconfirmed ({ status }: User): void {
  if (status !== 'UNCONFIRMED') throw notAuthorized(`User cannot be confirmed. Current status is ${status}`)
}

/** Moves an alias of another user to this one if `force` is true, otherwise throws. */
export function takeAlias (pool: UserPool, user: User, contact: Contact, force: boolean): void {
  const value = user.attributes[contact]
  const isAlias = pool.settings.AliasAttributes?.includes(contact) === true
  const owner = isAlias && value !== undefined ? pool.users.otherOwner(user, contact, value) : undefined
  if (owner !== undefined) {
    if (!force) throw aliasExists(contact)
    setVerified(owner, contact, false)
    save(pool, owner)
  }
  verifyContact(pool, user, contact)
}
