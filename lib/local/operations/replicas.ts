import type {
  CreateUserPoolReplicaRequest,
  CreateUserPoolReplicaResponse,
  DeleteUserPoolReplicaRequest,
  DeleteUserPoolReplicaResponse,
  ListUserPoolReplicasRequest,
  ListUserPoolReplicasResponse,
  UpdateUserPoolReplicaRequest,
  UpdateUserPoolReplicaResponse,
  UserPoolReplicaType
} from '@aws-sdk/client-cognito-identity-provider'
import { invalidParameter, notFound } from '../pool/exception.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import type { Table } from '../store/table.js'
import { pageOf } from './page.js'

/** A replica in another Region. It is described, and receives no requests. */
interface Replica {
  region: string
  status: 'ACTIVE' | 'INACTIVE'
}

/** The replica exists at once, and is inactive. The response has the status CREATING, as on AWS. */
export function createUserPoolReplica (
  pools: UserPools,
  { UserPoolId, RegionName }: Valid<CreateUserPoolReplicaRequest>
): CreateUserPoolReplicaResponse {
  const pool = pools.get(UserPoolId)
  if (RegionName === pool.environment.region || replicasOf(pool).get(RegionName) !== undefined) {
    throw invalidParameter(`User pool ${UserPoolId} already has a replica in ${RegionName}.`)
  }
  const replica = replicasOf(pool).put(RegionName, { region: RegionName, status: 'INACTIVE' })
  return { UserPoolReplica: { ...describeReplica(pool, replica), Status: 'CREATING' } }
}

export function listUserPoolReplicas (
  pools: UserPools,
  input: Valid<ListUserPoolReplicasRequest>
): ListUserPoolReplicasResponse {
  const pool = pools.get(input.UserPoolId)
  const { region } = pool.environment
  const primary: UserPoolReplicaType & { RegionName: string } = {
    RegionName: region,
    Role: 'PRIMARY',
    Status: 'ACTIVE',
    UserPoolArn: pool.arn
  }
  const replicas = [primary, ...[...replicasOf(pool).values()].map(replica => describeReplica(pool, replica))]
  replicas.sort((one, other) => one.RegionName.localeCompare(other.RegionName))
  const { items, next } = pageOf(replicas, input, {
    list: ['replicas', pool.id],
    keyOf: ({ RegionName }) => RegionName
  })
  return { UserPoolReplicas: items, NextToken: next }
}

export function updateUserPoolReplica (
  pools: UserPools,
  { UserPoolId, RegionName, Status }: Valid<UpdateUserPoolReplicaRequest>
): UpdateUserPoolReplicaResponse {
  const { pool, replica } = secondary(pools, UserPoolId, RegionName)
  const status = Status === 'ACTIVE' ? 'ACTIVE' : 'INACTIVE'
  return { UserPoolReplica: describeReplica(pool, replicasOf(pool).put(RegionName, { ...replica, status })) }
}

/**
 * Deletes a replica that is not active.
 *
 * @throws InvalidParameterException if the replica is active
 */
export function deleteUserPoolReplica (
  pools: UserPools,
  { UserPoolId, RegionName }: Valid<DeleteUserPoolReplicaRequest>
): DeleteUserPoolReplicaResponse {
  const { pool, replica } = secondary(pools, UserPoolId, RegionName)
  if (replica.status === 'ACTIVE') {
    throw invalidParameter(`The replica in ${RegionName} is active; only inactive replicas can be deleted.`)
  }
  replicasOf(pool).delete(RegionName)
  return { UserPoolReplica: { ...describeReplica(pool, replica), Status: 'DELETING' } }
}

/**
 * Returns the replica of a pool in a Region.
 *
 * @throws InvalidParameterException for the Region of the primary user pool
 */
function secondary (pools: UserPools, id: string, region: string): { pool: UserPool, replica: Replica } {
  const pool = pools.get(id)
  if (region === pool.environment.region) {
    throw invalidParameter(`The user pool in ${region} is the primary one.`)
  }
  const replica = replicasOf(pool).get(region)
  if (replica === undefined) throw notFound(`User pool ${id} has no replica in ${region}.`)
  return { pool, replica }
}

function replicasOf (pool: UserPool): Table<Replica> {
  return pool.table('replicas')
}

function describeReplica (pool: UserPool, { region, status }: Replica) {
  return {
    RegionName: region,
    Role: 'SECONDARY' as const,
    Status: status,
    UserPoolArn: `arn:aws:cognito-idp:${region}:${pool.environment.accountId}:userpool/${pool.id}`
  }
}
