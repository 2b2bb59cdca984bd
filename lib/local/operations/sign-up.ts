import { allowsFlow, checkSecretHash, clientOf, hidesUsers } from '../app-client.js'
import { checkWritable, missingAttributes, withSignInName } from '../attributes.js'
import { expiredCode, sendCode, takeCode } from '../code.js'
import { verify } from '../contact.js'
import { deliveryTo, simulatedDelivery } from '../delivery.js'
import { context, type Fields, type Pool } from '../emulator.js'
import { attributeOf, type AppClient, type Attribute, type PoolOptions, type User } from '../records.js'
import { CognitoException, invalidParameter, notAuthorized, userNotFound } from '../exception.js'
import { attributeList, optionalText, text } from '../input.js'
import { newUser } from '../new-user.js'
import { checkPassword } from '../password.js'
import { firstFactors } from '../sign-in/first-factor.js'
import type { Parts } from '../parts.js'

export async function signUp (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool } = await clientOf(parts, body)
  const username = text(body, 'Username')
  const password = passwordOf(body, pool.options)
  checkSecretHash(client, optionalText(body, 'SecretHash'), username, null)
  if (pool.options.AdminCreateUserConfig?.AllowAdminCreateUserOnly) throw notAuthorized('SignUp is not permitted for this user pool')
  const attributes = withSignInName(attributeList(body), username, pool.options)
  checkWritable(attributes, client, pool.options)
  checkRequired(attributes, pool.options)
  if (password !== '') checkPassword(password, pool.options)
  if (await pool.getUserByUsername(context, username) !== null) throw new CognitoException('UsernameExistsException', 'User already exists')
  return await addUser(parts, pool, client, newUser(pool.options, { username, password, status: 'UNCONFIRMED', attributes }, parts.now()))
}

/** Where people sign in by a code, none is needed. */
function passwordOf (body: Fields, pool: PoolOptions): string {
  return firstFactors(pool).includes('EMAIL_OTP') ? optionalText(body, 'Password') ?? '' : text(body, 'Password')
}

function checkRequired (attributes: readonly Attribute[], pool: PoolOptions): void {
  const missing = missingAttributes(attributes, pool)
  if (missing.length === 0) return
  throw invalidParameter(`Attributes did not conform to the schema: ${missing.map(name => `${name}: The attribute ${name} is required`).join('\n')}`)
}

async function addUser (parts: Parts, pool: Pool, client: AppClient, user: User): Promise<Fields> {
  const answer = { UserConfirmed: false, UserSub: attributeOf(user, 'sub'), ...session(parts, 'SignUp', client, user) }
  const verified = pool.options.AutoVerifiedAttributes ?? []
  if (verified.length > 0) return { ...answer, ...await sendCode(parts, pool, user, client.ClientId, 'signUp', deliveryTo(user, verified)) }
  await pool.saveUser(context, user)
  return answer
}

/** By which somebody goes on from signing up to confirming that, and from there to being signed in. */
function session (parts: Parts, name: string, client: AppClient, { Username }: User): Fields {
  return allowsFlow(client, 'USER_AUTH') ? { Session: parts.challenges.open({ name, who: Username, clientId: client.ClientId }) } : {}
}

export async function confirmSignUp (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool } = await clientOf(parts, body)
  const username = text(body, 'Username')
  const code = text(body, 'ConfirmationCode')
  const user = await pool.getUserByUsername(context, username)
  checkSecretHash(client, optionalText(body, 'SecretHash'), username, user)
  if (user === null) throw hidesUsers(client) ? expiredCode() : userNotFound()
  if (user.UserStatus !== 'UNCONFIRMED') throw notAuthorized(`User cannot be confirmed. Current status is ${user.UserStatus}`)
  const begun = optionalText(body, 'Session')
  if (begun !== undefined) parts.challenges.check(begun, 'SignUp', user.Username, client.ClientId)
  const { sent, Codes } = await takeCode(parts, pool, user, 'signUp', code)
  await verify(pool, user, sent.attribute, { Codes, UserStatus: 'CONFIRMED', UserLastModifiedDate: new Date(parts.now()) })
  if (begun === undefined) return {}
  parts.challenges.close(begun)
  return session(parts, 'ConfirmSignUp', client, user)
}

export async function resendConfirmationCode (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool } = await clientOf(parts, body)
  const username = text(body, 'Username')
  const user = await pool.getUserByUsername(context, username)
  checkSecretHash(client, optionalText(body, 'SecretHash'), username, user)
  if (user === null) {
    if (hidesUsers(client)) return simulatedDelivery(username)
    throw userNotFound()
  }
  if (user.UserStatus !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.')
  return await sendCode(parts, pool, user, client.ClientId, 'signUp', deliveryTo(user, pool.options.AutoVerifiedAttributes ?? []))
}
