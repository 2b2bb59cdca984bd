import type {
  CompleteWebAuthnRegistrationRequest,
  DeleteWebAuthnCredentialRequest,
  ListWebAuthnCredentialsRequest,
  ListWebAuthnCredentialsResponse,
  StartWebAuthnRegistrationRequest,
  StartWebAuthnRegistrationResponse,
  WebAuthnCredentialDescription
} from '@aws-sdk/client-cognito-identity-provider'
import { tokenOwner } from '../pool/access-token.js'
import { notFound } from '../pool/exception.js'
import { addPasskey, MAX_PASSKEYS, startPasskey } from '../pool/passkeys.js'
import type { Passkey } from '../pool/records.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { pageOf } from './page.js'

export function startWebAuthnRegistration (
  pools: UserPools,
  input: Valid<StartWebAuthnRegistrationRequest>
): StartWebAuthnRegistrationResponse {
  const { pool, client, user } = tokenOwner(pools, input.AccessToken)
  return { CredentialCreationOptions: startPasskey(pool, client, user) }
}

export function completeWebAuthnRegistration (
  pools: UserPools,
  {
    AccessToken,
    Credential
  }: { AccessToken: string, Credential: CompleteWebAuthnRegistrationRequest['Credential'] }
): void {
  const { pool, client, user } = tokenOwner(pools, AccessToken)
  addPasskey(pool, client, user, Credential)
}

export function listWebAuthnCredentials (
  pools: UserPools,
  input: Valid<ListWebAuthnCredentialsRequest>
): ListWebAuthnCredentialsResponse {
  const { user } = tokenOwner(pools, input.AccessToken)
  const { items, next } = pageOf(user.passkeys, input, {
    list: ['passkeys', user.sub],
    keyOf: ({ id }) => id,
    max: MAX_PASSKEYS
  })
  return { Credentials: items.map(describePasskey), NextToken: next }
}

export function deleteWebAuthnCredential (
  pools: UserPools,
  input: Valid<DeleteWebAuthnCredentialRequest>
): void {
  const { pool, user } = tokenOwner(pools, input.AccessToken)
  const passkeys = user.passkeys.filter(({ id }) => id !== input.CredentialId)
  if (passkeys.length === user.passkeys.length) throw notFound('The credential does not exist.')
  pool.users.save(user, { passkeys })
}

function describePasskey ({
  id,
  relyingPartyId,
  attachment,
  transports,
  createdAt
}: Passkey): WebAuthnCredentialDescription {
  return {
    CredentialId: id,
    FriendlyCredentialName: attachment === 'cross-platform' ? 'Roaming passkey' : 'Passkey',
    RelyingPartyId: relyingPartyId,
    AuthenticatorAttachment: attachment,
    AuthenticatorTransports: transports,
    CreatedAt: new Date(createdAt)
  }
}
