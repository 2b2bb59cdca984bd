import { randomUUID } from 'node:crypto'
import type {
  AddUserPoolClientSecretRequest,
  AddUserPoolClientSecretResponse,
  ClientSecretDescriptorType,
  DeleteUserPoolClientSecretRequest,
  GetClientTokenRequest,
  GetClientTokenResponse,
  ListUserPoolClientSecretsRequest,
  ListUserPoolClientSecretsResponse
} from '@aws-sdk/client-cognito-identity-provider'
import { checkSecret } from '../pool/app-client.js'
import { invalidParameter, limitExceeded, notFound } from '../pool/exception.js'
import { createClientSecret } from '../pool/ids.js'
import type { ClientSecret } from '../pool/records.js'
import { checkFlow } from '../pool/settings.js'
import { issueClientToken } from '../pool/tokens.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { namedClient } from './lookup.js'

/** The maximum number of secrets of an app client: two, so that they can be rotated. */
const MAX_SECRETS = 2

/** Adds a secret. The value is returned only if Cognito generates it. */
export function addUserPoolClientSecret (
  pools: UserPools,
  input: Valid<AddUserPoolClientSecretRequest>
): AddUserPoolClientSecretResponse {
  const { pool, client } = namedClient(pools, input)
  if (client.secrets.length === 0) throw invalidParameter('The app client has no secret.')
  if (client.secrets.length >= MAX_SECRETS) {
    throw limitExceeded(`An app client can have ${MAX_SECRETS} secrets.`)
  }
  const secret = {
    id: randomUUID(),
    value: input.ClientSecret ?? createClientSecret(),
    createdAt: pool.now()
  }
  pool.clients.put(client.id, { ...client, secrets: [...client.secrets, secret] })
  const ClientSecretValue = input.ClientSecret === undefined ? secret.value : undefined
  return { ClientSecretDescriptor: { ...describeSecret(secret), ClientSecretValue } }
}

export function listUserPoolClientSecrets (
  pools: UserPools,
  input: Valid<ListUserPoolClientSecretsRequest>
): ListUserPoolClientSecretsResponse {
  return { ClientSecrets: namedClient(pools, input).client.secrets.map(describeSecret) }
}

export function deleteUserPoolClientSecret (
  pools: UserPools,
  input: Valid<DeleteUserPoolClientSecretRequest>
): void {
  const { pool, client } = namedClient(pools, input)
  const secrets = client.secrets.filter(({ id }) => id !== input.ClientSecretId)
  if (secrets.length === client.secrets.length) throw notFound('Client secret does not exist.')
  if (secrets.length === 0) throw invalidParameter('The last secret of an app client cannot be deleted.')
  pool.clients.put(client.id, { ...client, secrets })
}

/** Issues an access token of the app client itself. */
export async function getClientToken (
  pools: UserPools,
  input: Valid<GetClientTokenRequest>
): Promise<GetClientTokenResponse> {
  const { pool, client } = pools.client(input.ClientId)
  checkSecret(client, input.Secret)
  checkFlow(client, 'CLIENT_TOKEN_AUTH')
  const allowed = client.settings.AllowedOAuthScopes ?? []
  const scopes = input.Scopes ?? allowed
  const unknown = scopes.find(scope => !allowed.includes(scope))
  if (unknown !== undefined) throw invalidParameter(`Invalid scope requested: ${unknown}`)
  const { accessToken, expiresIn } = await issueClientToken(pool, client, scopes)
  return {
    ClientAuthenticationResult: { AccessToken: accessToken, ExpiresIn: expiresIn, TokenType: 'Bearer' }
  }
}

function describeSecret ({ id, createdAt }: ClientSecret): ClientSecretDescriptorType {
  return { ClientSecretId: id, ClientSecretCreateDate: new Date(createdAt) }
}
