import type {
  CodeDeliveryDetailsType, DeleteUserAttributesRequest, DeleteUserRequest, GetUserAttributeVerificationCodeRequest, GetUserAttributeVerificationCodeResponse,
  GetUserAuthFactorsRequest, GetUserAuthFactorsResponse, GetUserRequest, GetUserResponse, UpdateUserAttributesRequest, UpdateUserAttributesResponse, VerifyUserAttributeRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { attributeList, checkNames, writable } from '../attributes.js'
import { sendKept, take, type Address } from '../codes.js'
import type { Pool } from '../pool.js'
import { invalidParameter, Refusal } from '../refusal.js'
import { firstFactorsOf, type Person } from '../users.js'

export async function getUser (pool: Pool, { AccessToken = '' }: GetUserRequest): Promise<GetUserResponse> {
  const { person } = await pool.owner(AccessToken)
  return { Username: person.sub, UserAttributes: attributeList({ sub: person.sub, ...person.attributes }), ...mfaOf(person) }
}

export async function getUserAuthFactors (pool: Pool, { AccessToken = '' }: GetUserAuthFactorsRequest): Promise<GetUserAuthFactorsResponse> {
  const { person } = await pool.owner(AccessToken)
  const factors = firstFactorsOf(person, pool.settings).filter(factor => factor !== 'PASSWORD_SRP')
  return { Username: person.sub, ...mfaOf(person), ConfiguredUserAuthFactors: factors as NonNullable<GetUserAuthFactorsResponse['ConfiguredUserAuthFactors']> }
}

function mfaOf ({ mfa, preferredMfa }: Person) {
  return { UserMFASettingList: mfa.length > 0 ? mfa : undefined, PreferredMfaSetting: preferredMfa ?? undefined }
}

/** An address that changes is not verified any more, and is sent a code. */
export async function updateUserAttributes (pool: Pool, { AccessToken = '', UserAttributes = [] }: UpdateUserAttributesRequest): Promise<UpdateUserAttributesResponse> {
  const { person } = await pool.owner(AccessToken)
  const values = writable(UserAttributes, pool.settings)
  const owner = pool.users.find(values['email'] ?? '')
  if (owner !== null && owner !== person) throw new Refusal('AliasExistsException', 'An account with the given email already exists.')
  const changed = (['email', 'phone_number'] as const).filter(name => values[name] !== undefined && values[name] !== person.attributes[name])
  Object.assign(person.attributes, values)
  const sent: CodeDeliveryDetailsType[] = changed.map(name => {
    person.attributes[`${name}_verified`] = 'false'
    return sendKept(pool, person, name, 'attribute')
  })
  return { CodeDeliveryDetailsList: sent }
}

export async function deleteUserAttributes (pool: Pool, { AccessToken = '', UserAttributeNames = [] }: DeleteUserAttributesRequest): Promise<object> {
  const { person } = await pool.owner(AccessToken)
  checkNames(UserAttributeNames, pool.settings)
  for (const name of UserAttributeNames) delete person.attributes[name]
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
