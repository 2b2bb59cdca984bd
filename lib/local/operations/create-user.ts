import type {
  AdminCreateUserRequest,
  AdminCreateUserResponse
} from '@aws-sdk/client-cognito-identity-provider'
import { checkKnown, checkValues, contactOf, withSignInName } from '../pool/attributes.js'
import { deliveryBy, type Delivery } from '../pool/delivery.js'
import { CognitoException, invalidParameter } from '../pool/exception.js'
import { deliver } from '../pool/messages.js'
import { createUser } from '../pool/new-user.js'
import { checkPassword, CREATED, temporaryPassword } from '../pool/password.js'
import type { Attributes, Contact, User } from '../pool/records.js'
import { save } from '../pool/save.js'
import { isPasswordless } from '../pool/settings.js'
import { preSignUp, takeAlias } from '../pool/sign-up.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { attributeRecord, describedUser } from './output.js'
import { namedUser } from './lookup.js'

type Input = Valid<AdminCreateUserRequest>

export async function adminCreateUser (pools: UserPools, input: Input): Promise<AdminCreateUserResponse> {
  const pool = pools.get(input.UserPoolId)
  const password = invitationPassword(pool, input.TemporaryPassword)
  if (password !== undefined) checkPassword(password, pool.settings, CREATED)
  const user =
    input.MessageAction === 'RESEND'
      ? inviteAgain(pools, input, password)
      : await inviteUser(pool, input, password)
  if (input.MessageAction !== 'SUPPRESS') await invite(pool, user, input)
  return { User: describedUser(user) }
}

/** Undefined in pools whose users sign in with codes, unless a password is given. */
function invitationPassword ({ settings }: UserPool, given: string | undefined): string | undefined {
  if (given !== undefined && given !== '') return given
  return isPasswordless(settings) ? undefined : temporaryPassword(settings)
}

async function inviteUser (pool: UserPool, input: Input, password: string | undefined): Promise<User> {
  const { Username: username } = input
  const attributes = attributesOf(pool, input)
  if (pool.users.find(username) !== undefined) {
    throw new CognitoException('UsernameExistsException', 'User account already exists')
  }
  checkDelivery(attributes, input)
  const status = password === undefined ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD'
  const user = createUser(pool, { username, attributes, status, password })
  const validationData = input.ValidationData && attributeRecord(input.ValidationData)
  await preSignUp(pool, undefined, user, 'AdminCreateUser', {
    validationData,
    clientMetadata: input.ClientMetadata
  })
  for (const contact of ['email', 'phone_number'] as const) {
    if (user.attributes[`${contact}_verified`] === 'true') {
      takeAlias(pool, user, contact, input.ForceAliasCreation ?? false)
    }
  }
  return pool.users.save(user)
}

function attributesOf ({ settings }: UserPool, { Username, UserAttributes }: Input): Attributes {
  const given = attributeRecord(UserAttributes)
  if ('sub' in given) throw invalidParameter('Cannot modify the non-mutable attribute sub')
  checkKnown(Object.keys(given), settings)
  const attributes = withSignInName(given, Username, settings)
  checkValues(attributes, settings)
  const contact = contactOf(Username, settings)
  const other = contact && given[contact]
  if (other !== undefined && other.toLowerCase() !== Username.toLowerCase()) {
    throw invalidParameter(
      `User ${contact} should be empty or same as username, since username attribute is ${contact}`
    )
  }
  return attributes
}

/** A new temporary password for a user who has not signed in with theirs. */
function inviteAgain (pools: UserPools, input: Input, password: string | undefined): User {
  const { pool, user } = namedUser(pools, input)
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    throw new CognitoException(
      'UnsupportedUserStateException',
      'Resend not possible. User status is not FORCE_CHANGE_PASSWORD'
    )
  }
  return save(pool, user, { password: password ?? user.password, temporarySince: pool.now() })
}

/**
 * Throws if email is requested and the user has no email address. AWS sends nothing if the phone number is
 * missing.
 */
function checkDelivery (
  { email }: Attributes,
  { MessageAction, DesiredDeliveryMediums: mediums = [] }: Input
): void {
  const isMissing =
    MessageAction !== 'SUPPRESS' && mediums.includes('EMAIL') && !mediums.includes('SMS') && !email
  if (isMissing) throw invalidParameter('No email provided but desired delivery medium was Email')
}

async function invite (
  pool: UserPool,
  user: User,
  { DesiredDeliveryMediums: mediums = ['SMS'], ...input }: Input
): Promise<void> {
  for (const delivery of mediums.flatMap(medium => deliveryOf(user, medium))) {
    const content = { code: user.password ?? '', clientMetadata: input.ClientMetadata }
    await deliver(pool, user, delivery, { source: 'AdminCreateUser', ...content })
  }
}

function deliveryOf ({ attributes }: User, medium: string): Delivery[] {
  const contact: Contact = medium === 'EMAIL' ? 'email' : 'phone_number'
  const destination = attributes[contact]
  return destination ? [deliveryBy(contact, destination)] : []
}
