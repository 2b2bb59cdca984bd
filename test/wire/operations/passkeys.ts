import type {
  CompleteWebAuthnRegistrationRequest, DeleteWebAuthnCredentialRequest, ListWebAuthnCredentialsRequest, ListWebAuthnCredentialsResponse,
  StartWebAuthnRegistrationRequest, WebAuthnCredentialDescription
} from '@aws-sdk/client-cognito-identity-provider'
import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { page } from '../page.js'
import { clientDataOf, creationOptions, registered, TIMEOUT, type Passkey } from '../passkey.js'
import type { Pool } from '../pool.js'
import { Refusal } from '../refusal.js'

/** How many passkeys a person can have. */
const MOST = 20

export async function startWebAuthnRegistration (pool: Pool, { AccessToken = '' }: StartWebAuthnRegistrationRequest): Promise<{ CredentialCreationOptions: object }> {
  const { person, clientId } = await pool.owner(AccessToken)
  checkEnabled(pool)
  if (person.passkeys.length >= MOST) throw new Refusal('LimitExceededException', 'The person has as many passkeys as there can be.')
  const options = await creationOptions(person, pool.settings.relyingParty)
  person.registration = { challenge: options.challenge, clientId, expiresAt: pool.now() + TIMEOUT.create }
  return { CredentialCreationOptions: options }
}

export async function completeWebAuthnRegistration (pool: Pool, { AccessToken = '', Credential }: CompleteWebAuthnRegistrationRequest): Promise<object> {
  const { person, clientId } = await pool.owner(AccessToken)
  checkEnabled(pool)
  const credential = Object(Credential) as RegistrationResponseJSON
  const { registration } = person
  const { challenge } = clientDataOf(credential)
  if (registration === null || registration.challenge !== challenge || registration.expiresAt <= pool.now()) {
    throw new Refusal('WebAuthnChallengeNotFoundException', 'The challenge was not found, or has expired.')
  }
  if (registration.clientId !== clientId) throw new Refusal('WebAuthnClientMismatchException', 'The registration was started by another client.')
  // Before anything waits: a challenge works once.
  person.registration = null
  person.passkeys.push(await registered(credential, challenge, pool.settings.relyingParty, new Date(pool.now())))
  return {}
}

export async function listWebAuthnCredentials (pool: Pool, { AccessToken = '', MaxResults: limit, NextToken: token }: ListWebAuthnCredentialsRequest): Promise<ListWebAuthnCredentialsResponse> {
  const { person } = await pool.owner(AccessToken)
  const { items, next } = page(person.passkeys, { limit, token, most: MOST, of: 'ListWebAuthnCredentials' })
  return { Credentials: items.map(described), NextToken: next }
}

export async function deleteWebAuthnCredential (pool: Pool, { AccessToken = '', CredentialId }: DeleteWebAuthnCredentialRequest): Promise<object> {
  const { person } = await pool.owner(AccessToken)
  const rest = person.passkeys.filter(({ id }) => id !== CredentialId)
  if (rest.length === person.passkeys.length) throw new Refusal('ResourceNotFoundException', 'The credential does not exist.')
  person.passkeys = rest
  return {}
}

/** To AWS passkeys are enabled where the pool offers them for signing in. */
function checkEnabled ({ settings }: Pool): void {
  if (!settings.firstFactors.includes('WEB_AUTHN')) throw new Refusal('WebAuthnNotEnabledException', 'Passkeys are not enabled for this user pool.')
}

function described ({ id, relyingParty, attachment, transports, createdAt }: Passkey): WebAuthnCredentialDescription {
  return {
    CredentialId: id,
    FriendlyCredentialName: attachment === 'cross-platform' ? 'Roaming passkey' : 'Passkey',
    RelyingPartyId: relyingParty,
    AuthenticatorAttachment: attachment,
    AuthenticatorTransports: transports,
    CreatedAt: createdAt
  }
}
