import { randomBytes } from 'node:crypto'
import type { AdminCreateUserRequest, AdminCreateUserResponse } from '@aws-sdk/client-cognito-identity-provider'
import { writableByAdministrator } from '../attributes.js'
import type { Settings } from '../options.js'
import { checkPolicy } from '../passwords.js'
import type { Pool } from '../pool.js'
import { invalidParameter, Refusal } from '../refusal.js'
import type { Person } from '../users.js'
import { checkPool, named } from './administered.js'
import { userOf } from './shown.js'

/** Invites somebody, or sends an invitation again. */
export function adminCreateUser (pool: Pool, body: AdminCreateUserRequest): AdminCreateUserResponse {
  checkPool(pool, body.UserPoolId)
  const person = body.MessageAction === 'RESEND' ? invited(pool, body) : create(pool, body)
  if (body.MessageAction !== 'SUPPRESS') invite(pool, person, body.DesiredDeliveryMediums)
  return { User: userOf(person) }
}

function create (pool: Pool, { Username: email = '', UserAttributes = [], TemporaryPassword, DesiredDeliveryMediums, MessageAction }: AdminCreateUserRequest): Person {
  const { settings, users } = pool
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalidParameter('Username should be an email.')
  const attributes = { ...writableByAdministrator(UserAttributes, settings), email }
  const password = temporaryPassword(TemporaryPassword, settings)
  if (MessageAction !== 'SUPPRESS') addressesOf(attributes, DesiredDeliveryMediums)
  if (users.find(email) !== null) throw new Refusal('UsernameExistsException', 'User account already exists')
  return users.add({
    email,
    attributes,
    emailVerified: false,
    ...(password === undefined ? { status: 'CONFIRMED' as const } : { status: 'FORCE_CHANGE_PASSWORD' as const, password })
  })
}

/** Somebody whose invitation is still open, with another password. */
function invited (pool: Pool, { TemporaryPassword, ...body }: AdminCreateUserRequest): Person {
  const person = named(pool, body)
  if (person.status !== 'FORCE_CHANGE_PASSWORD') {
    throw new Refusal('UnsupportedUserStateException', `Resend not possible. ${person.sub} status is not FORCE_CHANGE_PASSWORD`)
  }
  person.password = temporaryPassword(TemporaryPassword, pool.settings) ?? person.password
  return person
}

/** The one that is given, or one that is made: undefined where the pool signs people in by codes, and none is given. */
function temporaryPassword (given: string | undefined, settings: Settings): string | undefined {
  if (given !== undefined && given !== '') {
    checkPolicy(given, settings, 'Password did not conform with password policy')
    return given
  }
  if (settings.firstFactors.some(factor => factor === 'EMAIL_OTP' || factor === 'SMS_OTP')) return undefined
  return `Aa1!${randomBytes(settings.minimumLength).toString('base64url')}`
}

function invite ({ mailbox }: Pool, { attributes, password }: Person, mediums: string[] | undefined): void {
  for (const { medium, destination } of addressesOf(attributes, mediums)) {
    mailbox.deliver({ medium, destination, code: password ?? '', purpose: 'invitation' })
  }
}

/** Where an invitation goes: as is asked for, or to the phone, which is AWS's default, as far as there is one. */
function addressesOf ({ email, phone_number: phone }: Record<string, string>, mediums = [phone === undefined ? 'EMAIL' : 'SMS']) {
  return mediums.map(medium => {
    const destination = medium === 'EMAIL' ? email : phone
    if (destination === undefined) throw invalidParameter(`User does not have an address for ${medium}`)
    return { medium: medium as 'EMAIL' | 'SMS', destination }
  })
}
