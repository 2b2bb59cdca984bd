import type {
  AdminConfirmSignUpRequest,
  ConfirmSignUpRequest,
  ConfirmSignUpResponse,
  ResendConfirmationCodeRequest,
  ResendConfirmationCodeResponse,
  SignUpRequest,
  SignUpResponse
} from '@aws-sdk/client-cognito-identity-provider'
import { checkSecretHash } from '../pool/app-client.js'
import { simulatedDelivery } from '../pool/delivery.js'
import { clientUserNotFound, expiredCode, invalidParameter } from '../pool/exception.js'
import { save } from '../pool/save.js'
import { hidesUsers } from '../pool/settings.js'
import * as domain from '../pool/sign-up.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { attributeRecord, deliveryDetails } from './output.js'
import { clientAndUser, namedUser } from './lookup.js'

export async function signUp (pools: UserPools, input: Valid<SignUpRequest>): Promise<SignUpResponse> {
  const { pool, client } = pools.client(input.ClientId)
  checkSecretHash(client, input.SecretHash, input.Username)
  const { user, delivery, session } = await domain.signUp(pool, client, {
    username: input.Username,
    password: input.Password,
    attributes: attributeRecord(input.UserAttributes),
    validationData: input.ValidationData && attributeRecord(input.ValidationData),
    clientMetadata: input.ClientMetadata
  })
  return {
    UserConfirmed: user.status === 'CONFIRMED',
    UserSub: user.sub,
    CodeDeliveryDetails: delivery && deliveryDetails(delivery),
    Session: session
  }
}

export async function confirmSignUp (
  pools: UserPools,
  input: Valid<ConfirmSignUpRequest>
): Promise<ConfirmSignUpResponse> {
  const { pool, client, user } = clientAndUser(pools, input)
  if (user === undefined) throw hidesUsers(client) ? expiredCode() : clientUserNotFound()
  const Session = await domain.confirmSignUp(pool, client, user, {
    code: input.ConfirmationCode,
    session: input.Session,
    forceAlias: input.ForceAliasCreation,
    clientMetadata: input.ClientMetadata
  })
  return { Session }
}

export async function resendConfirmationCode (
  pools: UserPools,
  input: Valid<ResendConfirmationCodeRequest>
): Promise<ResendConfirmationCodeResponse> {
  const { pool, client, user } = clientAndUser(pools, input)
  if (user === undefined) {
    if (hidesUsers(client)) return { CodeDeliveryDetails: deliveryDetails(simulatedDelivery(input.Username)) }
    throw clientUserNotFound()
  }
  if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.')
  const delivery = await domain.sendConfirmation(pool, client.id, user, 'ResendCode', input.ClientMetadata)
  if (delivery === undefined) throw invalidParameter('Cannot resend codes. Auto verification not turned on.')
  return { CodeDeliveryDetails: deliveryDetails(delivery) }
}

/** Confirms a sign-up without its code, and verifies no attribute. */
export async function adminConfirmSignUp (
  pools: UserPools,
  input: Valid<AdminConfirmSignUpRequest>
): Promise<void> {
  const { pool, user } = namedUser(pools, input)
  domain.checkUnconfirmed(user)
  save(pool, user, { status: 'CONFIRMED' })
  await domain.postConfirmation(pool, undefined, user, 'ConfirmSignUp', input.ClientMetadata)
}
