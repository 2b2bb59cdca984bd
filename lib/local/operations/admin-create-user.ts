import { checkFormats, checkKnown, withSignInName } from '../attributes.js'
import { deliveryBy } from '../delivery.js'
import { describedUser } from '../described.js'
import { context, type Delivery, type Fields, type Pool } from '../emulator.js'
import { CognitoException, invalidParameter } from '../exception.js'
import { attributeList, optionalText, text } from '../input.js'
import { namedUser } from '../named-user.js'
import { newUser } from '../new-user.js'
import { checkPassword, temporaryPassword } from '../password.js'
import { attributeOf, type Attribute, type PoolOptions, type User } from '../records.js'
import type { Parts } from '../parts.js'

export async function adminCreateUser (parts: Parts, body: Fields): Promise<Fields> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  const username = text(body, 'Username')
  const password = optionalText(body, 'TemporaryPassword') ?? temporaryPassword(pool.options)
  checkPassword(password, pool.options)
  const action = actionOf(body)
  if (action === 'RESEND') return await inviteAgain(parts, body, password)
  const attributes = attributesOf(body, username, pool.options)
  if (await pool.getUserByUsername(context, username) !== null) throw new CognitoException('UsernameExistsException', 'User account already exists')
  const user = newUser(pool.options, { username, password, status: 'FORCE_CHANGE_PASSWORD', attributes }, parts.now())
  return await invite(parts, pool, user, action === 'SUPPRESS' ? [] : invitationsTo(user, body))
}

function attributesOf (body: Fields, username: string, pool: PoolOptions): readonly Attribute[] {
  const given = attributeList(body)
  if (given.some(({ Name }) => Name === 'sub')) throw invalidParameter('Cannot modify the non-mutable attribute sub')
  checkKnown(given.map(({ Name }) => Name), pool)
  const attributes = withSignInName(given, username, pool)
  checkFormats(attributes)
  if (attributes !== given) checkEmail(given, username)
  return attributes
}

function actionOf (body: Fields): string | undefined {
  const action = optionalText(body, 'MessageAction')
  if (action !== undefined && action !== 'RESEND' && action !== 'SUPPRESS') throw invalidParameter('MessageAction must be RESEND or SUPPRESS')
  return action
}

/** Two emails, of which only one could be the one to sign in by. */
function checkEmail (given: readonly Attribute[], username: string): void {
  const other = given.some(({ Name, Value = '' }) => Name === 'email' && Value.toLowerCase() !== username.toLowerCase())
  if (other) throw invalidParameter('User email should be empty or same as username, since username attribute is email')
}

/** A new temporary password, for someone who has not signed in with theirs. */
async function inviteAgain (parts: Parts, body: Fields, Password: string): Promise<Fields> {
  const { pool, user } = await namedUser(parts, body)
  if (user.UserStatus !== 'FORCE_CHANGE_PASSWORD') throw new CognitoException('UnsupportedUserStateException', 'Resend not possible. User status is not FORCE_CHANGE_PASSWORD')
  const again: User = { ...user, Password, TemporaryPasswordSince: parts.now(), UserLastModifiedDate: new Date(parts.now()) }
  return await invite(parts, pool, again, invitationsTo(user, body))
}

/** By SMS where nothing else is said; by both, if both are. */
function invitationsTo (user: User, body: Fields): Delivery[] {
  const mediums = (body['DesiredDeliveryMediums'] ?? ['SMS']) as string[]
  const deliveries = mediums.flatMap(medium => {
    const contact = medium === 'EMAIL' ? 'email' : 'phone_number'
    const address = attributeOf(user, contact)
    return address ? [deliveryBy(contact, address)] : []
  })
  if (deliveries.length === 0) throw invalidParameter('User has no attribute matching desired delivery mediums')
  return deliveries
}

async function invite (parts: Parts, pool: Pool, user: User, deliveries: readonly Delivery[]): Promise<Fields> {
  await pool.saveUser(context, user)
  for (const delivery of deliveries) {
    await parts.deliver(context, 'AdminCreateUser', null, pool.options.Id, user, user.Password, undefined, delivery)
  }
  return { User: describedUser(user) }
}
