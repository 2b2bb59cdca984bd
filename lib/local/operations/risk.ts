import type {
  DescribeRiskConfigurationRequest,
  DescribeRiskConfigurationResponse,
  GetLogDeliveryConfigurationRequest,
  GetLogDeliveryConfigurationResponse,
  RiskConfigurationType,
  SetLogDeliveryConfigurationRequest,
  SetRiskConfigurationRequest
} from '@aws-sdk/client-cognito-identity-provider'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import type { Table } from '../store/table.js'

type Risk = { settings: RiskConfigurationType, modifiedAt: number }

const ALL = 'ALL'

/** Sets the threat protection of an app client, or of all app clients of the pool. */
export function setRiskConfiguration (
  pools: UserPools,
  input: Valid<SetRiskConfigurationRequest>
): DescribeRiskConfigurationResponse {
  const pool = pools.get(input.UserPoolId)
  const risk = { settings: input as RiskConfigurationType, modifiedAt: pool.now() }
  return { RiskConfiguration: describeRisk(risksOf(pool).put(input.ClientId ?? ALL, risk)) }
}

export function describeRiskConfiguration (
  pools: UserPools,
  input: Valid<DescribeRiskConfigurationRequest>
): DescribeRiskConfigurationResponse {
  const pool = pools.get(input.UserPoolId)
  const risk = risksOf(pool).get(input.ClientId ?? ALL) ?? risksOf(pool).get(ALL)
  const { UserPoolId, ClientId } = input
  return {
    RiskConfiguration: risk === undefined ? { UserPoolId, ...(ClientId && { ClientId }) } : describeRisk(risk)
  }
}

export function setLogDeliveryConfiguration (
  pools: UserPools,
  input: Valid<SetLogDeliveryConfigurationRequest>
): GetLogDeliveryConfigurationResponse {
  const pool = pools.get(input.UserPoolId)
  return { LogDeliveryConfiguration: logsOf(pool).put(ALL, input) }
}

export function getLogDeliveryConfiguration (
  pools: UserPools,
  input: Valid<GetLogDeliveryConfigurationRequest>
): GetLogDeliveryConfigurationResponse {
  const { UserPoolId } = input
  return {
    LogDeliveryConfiguration: logsOf(pools.get(UserPoolId)).get(ALL) ?? { UserPoolId, LogConfigurations: [] }
  }
}

function risksOf (pool: UserPool): Table<Risk> {
  return pool.table('risk-configurations')
}

function logsOf (pool: UserPool): Table<Valid<SetLogDeliveryConfigurationRequest>> {
  return pool.table('log-configurations')
}

function describeRisk ({ settings, modifiedAt }: Risk): RiskConfigurationType {
  return { ...settings, LastModifiedDate: new Date(modifiedAt) }
}
