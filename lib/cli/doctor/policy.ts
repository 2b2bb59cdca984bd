import type { Check } from './check.js'
import { actionOf, READS } from './reads.js'
import type { DoctorValues } from './target.js'

/** Reads that have no user pool in their ARN: domains are of the account. */
const WITHOUT_RESOURCE = ['DescribeUserPoolDomain']

/** Returns the least IAM policy that the checks need. */
export function policyFor (checks: readonly Check[], values: Pick<DoctorValues, 'user-pool-id' | 'region'>) {
  const operations = new Set(
    checks.flatMap(({ reads }) => reads.flatMap(name => READS[name].operations)).toSorted()
  )
  const [ofAccount, ofPool] = [true, false].map(isOfAccount =>
    [...operations].filter(operation => WITHOUT_RESOURCE.includes(operation) === isOfAccount).map(actionOf)
  ) as [string[], string[]]
  const { 'user-pool-id': id = '*', region = id.replace(/_.*/, '') } = values
  const statements = [
    { Actions: ofPool, Resource: `arn:${partitionOf(region)}:cognito-idp:${region}:*:userpool/${id}` },
    { Actions: ofAccount, Resource: '*' }
  ]
  return {
    Version: '2012-10-17',
    Statement: statements.flatMap(({ Actions: Action, Resource }) =>
      Action.length === 0 ? [] : [{ Effect: 'Allow', Action, Resource }]
    )
  }
}

function partitionOf (region: string): string {
  const [, partition] = /^(cn|us-gov)-/.exec(region) ?? []
  return partition === undefined ? 'aws' : `aws-${partition}`
}
