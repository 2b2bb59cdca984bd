import type {
  CreateResourceServerRequest,
  CreateResourceServerResponse,
  DeleteResourceServerRequest,
  DescribeResourceServerRequest,
  ListResourceServersRequest,
  ListResourceServersResponse,
  ResourceServerType,
  UpdateResourceServerRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { orNotFound, invalidParameter } from '../pool/exception.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Table } from '../store/table.js'
import type { Valid } from '../protocol/types.js'
import { pageOf } from './page.js'

interface ServerInput {
  UserPoolId: string
  Identifier: string
}

export function createResourceServer (
  pools: UserPools,
  input: Valid<CreateResourceServerRequest>
): CreateResourceServerResponse {
  const servers = serversOf(pools, input)
  if (servers.has(input.Identifier)) {
    throw invalidParameter(`${input.Identifier} already exists in user pool ${input.UserPoolId}.`)
  }
  return { ResourceServer: servers.put(input.Identifier, { Scopes: [], ...input }) }
}

export function describeResourceServer (
  pools: UserPools,
  input: Valid<DescribeResourceServerRequest>
): CreateResourceServerResponse {
  return { ResourceServer: getServer(pools, input) }
}

export function updateResourceServer (
  pools: UserPools,
  input: Valid<UpdateResourceServerRequest>
): CreateResourceServerResponse {
  const server = getServer(pools, input)
  return {
    ResourceServer: serversOf(pools, input).put(input.Identifier, { ...server, Scopes: [], ...input })
  }
}

export function deleteResourceServer (pools: UserPools, input: Valid<DeleteResourceServerRequest>): void {
  getServer(pools, input)
  serversOf(pools, input).delete(input.Identifier)
}

export function listResourceServers (
  pools: UserPools,
  input: Valid<ListResourceServersRequest>
): ListResourceServersResponse {
  const servers = serversOf(pools, input).values()
  const { items, next } = pageOf(servers, input, {
    list: ['resource servers', input.UserPoolId],
    keyOf: ({ Identifier }) => String(Identifier),
    max: 50
  })
  return { ResourceServers: items, NextToken: next }
}

function serversOf (pools: UserPools, { UserPoolId }: { UserPoolId: string }): Table<ResourceServerType> {
  return pools.get(UserPoolId).table('resource-servers')
}

function getServer (pools: UserPools, input: ServerInput): ResourceServerType {
  const { Identifier } = input
  return orNotFound(serversOf(pools, input).get(Identifier), `Resource server ${Identifier} does not exist.`)
}
