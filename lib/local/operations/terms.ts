import { randomUUID } from 'node:crypto'
import type {
  CreateTermsRequest,
  CreateTermsResponse,
  DeleteTermsRequest,
  DescribeTermsByClientRequest,
  DescribeTermsRequest,
  ListTermsRequest,
  ListTermsResponse,
  TermsType,
  UpdateTermsRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { withoutUndefined } from '../without-undefined.js'
import { CognitoException, orNotFound } from '../pool/exception.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import type { Table } from '../store/table.js'
import { describeSettings, putSettings, type SettingsRecord } from './settings-record.js'
import { namedClient } from './lookup.js'
import { pageOf } from './page.js'

type Terms = SettingsRecord<Valid<Omit<TermsType, 'CreationDate' | 'LastModifiedDate'>>>

export function createTerms (pools: UserPools, input: Valid<CreateTermsRequest>): CreateTermsResponse {
  const { pool, client } = namedClient(pools, input)
  if (find(pool, client.id, input.TermsName) !== undefined) {
    throw new CognitoException(
      'TermsExistsException',
      'Terms with this name exist for this app client already.'
    )
  }
  const TermsId = randomUUID()
  const settings = { ...input, Links: input.Links ?? {}, TermsId }
  return { Terms: describeSettings(putSettings(pool, termsOf(pool), TermsId, settings)) }
}

export function describeTerms (pools: UserPools, input: Valid<DescribeTermsRequest>): CreateTermsResponse {
  return { Terms: describeSettings(getTerms(pools.get(input.UserPoolId), input.TermsId)) }
}

export function describeTermsByClient (
  pools: UserPools,
  input: Valid<DescribeTermsByClientRequest>
): CreateTermsResponse {
  const { pool, client } = namedClient(pools, input)
  return { Terms: describeSettings(orNotFound(find(pool, client.id, input.TermsName), MISSING)) }
}

export function updateTerms (pools: UserPools, input: Valid<UpdateTermsRequest>): CreateTermsResponse {
  const pool = pools.get(input.UserPoolId)
  const settings = { ...getTerms(pool, input.TermsId).settings, ...(withoutUndefined(input) as object) }
  return { Terms: describeSettings(putSettings(pool, termsOf(pool), input.TermsId, settings)) }
}

export function deleteTerms (pools: UserPools, input: Valid<DeleteTermsRequest>): void {
  const pool = pools.get(input.UserPoolId)
  getTerms(pool, input.TermsId)
  termsOf(pool).delete(input.TermsId)
}

export function listTerms (pools: UserPools, input: Valid<ListTermsRequest>): ListTermsResponse {
  const all = termsOf(pools.get(input.UserPoolId)).values().map(describeSettings)
  const { items, next } = pageOf(all, input, {
    list: ['terms', input.UserPoolId],
    keyOf: ({ TermsId }) => TermsId
  })
  return {
    Terms: items.map(({ TermsId, TermsName, Enforcement, CreationDate, LastModifiedDate }) => ({
      TermsId,
      TermsName,
      Enforcement,
      CreationDate,
      LastModifiedDate
    })),
    NextToken: next
  }
}

function termsOf (pool: UserPool): Table<Terms> {
  return pool.table('terms')
}

function find (pool: UserPool, clientId: string, name: string): Terms | undefined {
  return termsOf(pool)
    .values()
    .find(({ settings }) => settings.ClientId === clientId && settings.TermsName === name)
}

const MISSING = 'Terms do not exist.'

const getTerms = (pool: UserPool, id: string): Terms => orNotFound(termsOf(pool).get(id), MISSING)
