import type {
  DeleteUserAttributesRequest, DeleteUserRequest, GetUserAttributeVerificationCodeRequest, GetUserAttributeVerificationCodeResponse,
  GetUserAuthFactorsRequest, GetUserAuthFactorsResponse, GetUserRequest, GetUserResponse, UpdateUserAttributesRequest, UpdateUserAttributesResponse, VerifyUserAttributeRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { checkNames, checkRemovable, writable } from '../attributes.js'
import { sendKept, take, type Address } from '../codes.js'
import type { Pool } from '../pool.js'
import { invalidParameter } from '../refusal.js'
import { firstFactorsOf } from '../users.js'
import { change } from './attribute-changes.js'
import { attributesOf, mfaOf } from './shown.js'

export async function getUser (pool: Pool, { AccessToken = '' }: GetUserRequest): Promise<GetUserResponse> {
  const { person } = await pool.owner(AccessToken)
  return { Username: person.sub, UserAttributes: attributesOf(person), ...mfaOf(person) }
}

export async function getUserAuthFactors (pool: Pool, { AccessToken = '' }: GetUserAuthFactorsRequest): Promise<GetUserAuthFactorsResponse> {
  const { person } = await pool.owner(AccessToken)
  const factors = firstFactorsOf(person, pool.settings).filter(factor => factor !== 'PASSWORD_SRP')
  return { Username: person.sub, ...mfaOf(person), ConfiguredUserAuthFactors: factors as NonNullable<GetUserAuthFactorsResponse['ConfiguredUserAuthFactors']> }
}

export async function updateUserAttributes (pool: Pool, { AccessToken = '', UserAttributes = [] }: UpdateUserAttributesRequest): Promise<UpdateUserAttributesResponse> {
  const { person } = await pool.owner(AccessToken)
  return { CodeDeliveryDetailsList: change(pool, person, writable(UserAttributes, pool.settings)) }
}

export async function deleteUserAttributes (pool: Pool, { AccessToken = '', UserAttributeNames = [] }: DeleteUserAttributesRequest): Promise<object> {
  const { person } = await pool.owner(AccessToken)
  checkNames(UserAttributeNames, pool.settings)
  checkRemovable(UserAttributeNames, pool.settings)
  for (const name of UserAttributeNames) delete person.attributes[name]
  person.changedAt = new Date(pool.now())
  return {}
}

export async function getUserAttributeVerificationCode (pool: Pool, { AccessToken = '', AttributeName = '' }: GetUserAttributeVerificationCodeRequest): Promise<GetUserAttributeVerificationCodeResponse> {
  const { person } = await pool.owner(AccessToken)
  return { CodeDeliveryDetails: sendKept(pool, person, addressOf(AttributeName), 'attribute') }
}

export async function verifyUserAttribute (pool: Pool, { AccessToken = '', AttributeName = '', Code = '' }: VerifyUserAttributeRequest): Promise<object> {
  const { person } = await pool.owner(AccessToken)
  take(pool, person, 'attribute', Code, addressOf(AttributeName))
  person.attributes[`${AttributeName}_verified`] = 'true'
  return {}
}

function addressOf (name: string): Address {
  if (name !== 'email' && name !== 'phone_number') throw invalidParameter('Invalid attribute name')
  return name
}

export async function deleteUser (pool: Pool, { AccessToken = '' }: DeleteUserRequest): Promise<object> {
  const { person } = await pool.owner(AccessToken)
  pool.users.delete(person)
  return {}
}
