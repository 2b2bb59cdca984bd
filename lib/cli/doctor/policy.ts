import type { Check } from './check.js'
import { actionOf, READS } from './reads.js'
import type { DoctorValues } from './target.js'

/** Actions on resources without a user pool in their ARN: domains belong to the account. */
const WITHOUT_RESOURCE = ['cognito-idp:DescribeUserPoolDomain']

/** Returns the IAM policy with the least privileges that the checks need. */
export function policyFor (checks: readonly Check[], values: Pick<DoctorValues, 'user-pool-id' | 'region'>) {
  const operations = new Set(
    checks.flatMap(({ reads }) => reads.flatMap(name => READS[name].operations)).toSorted()
  )
  const actions = [...operations].map(actionOf)
  const { 'user-pool-id': id = '*', region = id.replace(/_.*/, '') } = values
  const [aws, userPool] = [`arn:${partitionOf(region)}`, `cognito-idp:${region}:*:userpool/${id}`]
  const statements = [
    { matches: isOfPool, Resource: `${aws}:${userPool}` },
    // AWS WAF requires permissions for both, the web ACL and the resource that it protects.
    { matches: isOfWaf, Resource: [`${aws}:wafv2:${region}:*:*/webacl/*/*`, `${aws}:${userPool}`] },
    { matches: isOfAccount, Resource: '*' }
  ]
  return {
    Version: '2012-10-17',
    Statement: statements.flatMap(({ matches, Resource }) => {
      const Action = actions.filter(matches)
      return Action.length === 0 ? [] : [{ Effect: 'Allow', Action, Resource }]
    })
  }
}

function isOfAccount (action: string): boolean {
  return WITHOUT_RESOURCE.includes(action)
}

function isOfWaf (action: string): boolean {
  return action.startsWith('wafv2:')
}

function isOfPool (action: string): boolean {
  return !isOfAccount(action) && !isOfWaf(action)
}

function partitionOf (region: string): string {
  const [, partition] = /^(cn|us-gov)-/.exec(region) ?? []
  return partition === undefined ? 'aws' : `aws-${partition}`
}
