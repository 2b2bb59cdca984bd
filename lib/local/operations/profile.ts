/** Operations of users on their own account, with an access token. */
import type {
  DeleteUserAttributesRequest,
  DeleteUserRequest,
  GetUserAttributeVerificationCodeRequest,
  GetUserAttributeVerificationCodeResponse,
  GetUserAuthFactorsRequest,
  GetUserAuthFactorsResponse,
  GetUserRequest,
  GetUserResponse,
  UpdateUserAttributesRequest,
  UpdateUserAttributesResponse,
  VerifyUserAttributeRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { tokenOwner } from '../pool/access-token.js'
import { changeAttributes, removeAttributes, verifyContact } from '../pool/attribute-changes.js'
import { checkExisting, checkWritable, isContact, readableAttributes } from '../pool/attributes.js'
import { sendCode, takeCode } from '../pool/codes.js'
import { invalidParameter } from '../pool/exception.js'
import type { Contact } from '../pool/records.js'
import { save } from '../pool/save.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import {
  attributeList,
  attributeRecord,
  configuredFactors,
  deliveryDetails,
  describedFactors,
  identitiesAttribute
} from './output.js'

export function getUser (pools: UserPools, input: Valid<GetUserRequest>): GetUserResponse {
  const { client, user } = tokenOwner(pools, input.AccessToken)
  return {
    Username: user.username,
    UserAttributes: attributeList({
      ...readableAttributes(user, client),
      ...(client.settings.ReadAttributes?.includes('identities') !== false && identitiesAttribute(user))
    }),
    ...describedFactors(user)
  }
}

export function getUserAuthFactors (
  pools: UserPools,
  input: Valid<GetUserAuthFactorsRequest>
): GetUserAuthFactorsResponse {
  const { pool, user } = tokenOwner(pools, input.AccessToken)
  return {
    Username: user.username,
    ...describedFactors(user),
    ConfiguredUserAuthFactors: configuredFactors(pool, user)
  }
}

export function deleteUser (pools: UserPools, input: Valid<DeleteUserRequest>): void {
  const { pool, user } = tokenOwner(pools, input.AccessToken)
  pool.users.delete(user)
}

export async function updateUserAttributes (
  pools: UserPools,
  input: Valid<UpdateUserAttributesRequest>
): Promise<UpdateUserAttributesResponse> {
  const { pool, client, user } = tokenOwner(pools, input.AccessToken)
  const changes = attributeRecord(input.UserAttributes)
  checkWritable(Object.keys(changes), client, pool.settings)
  const source = { clientId: client.id, clientMetadata: input.ClientMetadata }
  const sent = await changeAttributes(pool, user, changes, source)
  return { CodeDeliveryDetailsList: sent.map(deliveryDetails) }
}

export function deleteUserAttributes (pools: UserPools, input: Valid<DeleteUserAttributesRequest>): void {
  const { pool, client, user } = tokenOwner(pools, input.AccessToken)
  checkExisting(input.UserAttributeNames, pool.settings)
  checkWritable(input.UserAttributeNames, client, pool.settings)
  removeAttributes(pool, user, input.UserAttributeNames)
}

/** Sends a code to the attribute to verify: to its new value, if that is pending. */
export async function getUserAttributeVerificationCode (
  pools: UserPools,
  input: Valid<GetUserAttributeVerificationCodeRequest>
): Promise<GetUserAttributeVerificationCodeResponse> {
  const { pool, client, user } = tokenOwner(pools, input.AccessToken)
  const contact = contactNamed(input.AttributeName)
  const pending = user.codes[contact]?.pending
  const destination = pending ?? user.attributes[contact]
  if (destination === undefined) throw invalidParameter(`User has no ${contact}`)
  const delivery = await sendCode(pool, user, {
    purpose: contact,
    source: 'VerifyUserAttribute',
    contact,
    destination,
    clientId: client.id,
    pending,
    clientMetadata: input.ClientMetadata
  })
  return { CodeDeliveryDetails: deliveryDetails(delivery) }
}

export function verifyUserAttribute (pools: UserPools, input: Valid<VerifyUserAttributeRequest>): void {
  const { pool, user } = tokenOwner(pools, input.AccessToken)
  const contact = contactNamed(input.AttributeName)
  const { pending } = takeCode(pool, user, contact, input.Code)
  verifyContact(pool, user, contact, pending)
  save(pool, user)
}

function contactNamed (name: string): Contact {
  if (!isContact(name)) throw invalidParameter('Only email and phone_number can be verified')
  return name
}
