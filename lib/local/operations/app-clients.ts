import type {
  CreateUserPoolClientRequest,
  CreateUserPoolClientResponse,
  DeleteUserPoolClientRequest,
  DescribeUserPoolClientRequest,
  DescribeUserPoolClientResponse,
  ListUserPoolClientsRequest,
  ListUserPoolClientsResponse,
  UpdateUserPoolClientRequest,
  UserPoolClientType
} from '@aws-sdk/client-cognito-identity-provider'
import { randomUUID } from 'node:crypto'
import { checkClientSettings, clientSettings } from '../pool/client-settings.js'
import { createClientId, createClientSecret } from '../pool/ids.js'
import type { AppClient } from '../pool/records.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { namedClient } from './lookup.js'
import { pageOf } from './page.js'

export function createUserPoolClient (
  pools: UserPools,
  input: Valid<CreateUserPoolClientRequest>
): CreateUserPoolClientResponse {
  const {
    UserPoolId,
    GenerateSecret,
    ClientSecret = GenerateSecret === true ? createClientSecret() : undefined,
    ...given
  } = input
  const pool = pools.get(UserPoolId)
  const settings = clientSettings(given)
  checkClientSettings(pool, settings)
  const now = pool.now()
  const id = createClientId()
  const secrets =
    ClientSecret === undefined ? [] : [{ id: randomUUID(), value: ClientSecret, createdAt: now }]
  const client = { id, poolId: pool.id, settings, secrets, createdAt: now, modifiedAt: now }
  return { UserPoolClient: describeClient(pool.clients.put(id, client)) }
}

export function describeUserPoolClient (
  pools: UserPools,
  input: Valid<DescribeUserPoolClientRequest>
): DescribeUserPoolClientResponse {
  return { UserPoolClient: describeClient(namedClient(pools, input).client) }
}

/** Settings that are left out return to their defaults. */
export function updateUserPoolClient (
  pools: UserPools,
  input: Valid<UpdateUserPoolClientRequest>
): { UserPoolClient: UserPoolClientType } {
  const { pool, client } = namedClient(pools, input)
  const {
    UserPoolId: _pool,
    ClientId: _client,
    ClientName = client.settings.ClientName,
    ...given
  } = input
  const settings = clientSettings({ ...given, ClientName })
  checkClientSettings(pool, settings)
  const changed = pool.clients.put(client.id, { ...client, settings, modifiedAt: pool.now() })
  return { UserPoolClient: describeClient(changed) }
}

export function deleteUserPoolClient (pools: UserPools, input: Valid<DeleteUserPoolClientRequest>): void {
  const { pool, client } = namedClient(pools, input)
  pool.clients.delete(client.id)
}

export function listUserPoolClients (
  pools: UserPools,
  input: Valid<ListUserPoolClientsRequest>
): ListUserPoolClientsResponse {
  const clients = pools.get(input.UserPoolId).clients.values()
  const { items, next } = pageOf(clients, input, {
    list: ['app clients', input.UserPoolId],
    keyOf: ({ id }) => id
  })
  return {
    UserPoolClients: items.map(({ id, poolId, settings }) => ({
      ClientId: id,
      UserPoolId: poolId,
      ClientName: settings.ClientName
    })),
    NextToken: next
  }
}

function describeClient ({
  id,
  poolId,
  settings,
  secrets,
  createdAt,
  modifiedAt
}: AppClient): UserPoolClientType {
  return {
    UserPoolId: poolId,
    ClientId: id,
    ClientSecret: secrets[0]?.value,
    ...settings,
    LastModifiedDate: new Date(modifiedAt),
    CreationDate: new Date(createdAt)
  }
}
