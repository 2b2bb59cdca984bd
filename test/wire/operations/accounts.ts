import type {
  AdminConfirmSignUpRequest, AdminDeleteUserAttributesRequest, AdminDeleteUserRequest, AdminDisableUserRequest, AdminEnableUserRequest, AdminGetUserRequest, AdminGetUserResponse, AdminResetUserPasswordRequest,
  AdminSetUserMFAPreferenceRequest, AdminSetUserPasswordRequest, AdminUpdateUserAttributesRequest, AdminUserGlobalSignOutRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { checkKnown, checkRemovable, writableByAdministrator } from '../attributes.js'
import { sendKept } from '../codes.js'
import { setPassword } from '../passwords.js'
import type { Pool } from '../pool.js'
import { notAuthorized } from '../refusal.js'
import type { Person } from '../users.js'
import { named } from './administered.js'
import { change } from './attribute-changes.js'
import { resettable } from './password.js'
import { prefer } from './software-token.js'
import { accountOf, attributesOf, mfaOf } from './shown.js'

export function adminGetUser (pool: Pool, body: AdminGetUserRequest): AdminGetUserResponse {
  const person = named(pool, body)
  return { ...accountOf(person), UserAttributes: attributesOf(person), ...mfaOf(person) }
}

export function adminUpdateUserAttributes (pool: Pool, body: AdminUpdateUserAttributesRequest): object {
  const person = named(pool, body)
  change(pool, person, writableByAdministrator(body.UserAttributes ?? [], pool.settings))
  return {}
}

export function adminDeleteUserAttributes (pool: Pool, body: AdminDeleteUserAttributesRequest): object {
  const person = named(pool, body)
  checkRemovable(body.UserAttributeNames ?? [], pool.settings)
  for (const name of body.UserAttributeNames ?? []) {
    checkKnown(name, pool.settings.customAttributes)
    delete person.attributes[name]
  }
  set(pool, person, {})
  return {}
}

/** Without a code; the email address is not verified by it. */
export function adminConfirmSignUp (pool: Pool, body: AdminConfirmSignUpRequest): object {
  const person = named(pool, body)
  if (person.status !== 'UNCONFIRMED') throw notAuthorized(`User cannot be confirmed. Current status is ${person.status}`)
  set(pool, person, { status: 'CONFIRMED' })
  return {}
}

/** An administrator who switches an authenticator off takes it away. */
export function adminSetUserMfaPreference (pool: Pool, body: AdminSetUserMFAPreferenceRequest): object {
  const person = named(pool, body)
  prefer(person, body)
  if (body.SoftwareTokenMfaSettings?.Enabled === false) person.authenticator = null
  return {}
}

export function adminEnableUser (pool: Pool, body: AdminEnableUserRequest): object {
  set(pool, named(pool, body), { disabled: false })
  return {}
}

/** Also ends what the person is signed in with, for good. */
export function adminDisableUser (pool: Pool, body: AdminDisableUserRequest): object {
  const person = named(pool, body)
  set(pool, person, { disabled: true })
  pool.signIns.revokeAllOf(person)
  return {}
}

export function adminUserGlobalSignOut (pool: Pool, body: AdminUserGlobalSignOutRequest): object {
  pool.signIns.revokeAllOf(named(pool, body))
  return {}
}

export function adminDeleteUser (pool: Pool, body: AdminDeleteUserRequest): object {
  pool.users.delete(named(pool, body))
  return {}
}

export function adminSetUserPassword (pool: Pool, body: AdminSetUserPasswordRequest): object {
  const person = named(pool, body)
  setPassword(person, body.Password ?? '', pool.settings)
  set(pool, person, { status: body.Permanent === true ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD' })
  return {}
}

/** The password stops working; the code that is sent sets another. */
export function adminResetUserPassword (pool: Pool, body: AdminResetUserPasswordRequest): object {
  const person = resettable(named(pool, body))
  sendKept(pool, person, 'email', 'password')
  set(pool, person, { status: 'RESET_REQUIRED' })
  return {}
}

function set (pool: Pool, person: Person, state: Partial<Pick<Person, 'status' | 'disabled'>>): void {
  Object.assign(person, state, { changedAt: new Date(pool.now()) })
}
