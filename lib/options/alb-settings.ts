import { isPlainHttp } from '../pool/loopback.js'
import type { AlbOptions } from './alb-options.js'
import { describeValue } from './describe-value.js'
import type { NamedPool } from './named-pools.js'
import { urlErrorsOf } from './pool-errors.js'
import { optionError } from './option-error.js'

/** The validated option `alb` of a pool. */
export interface AlbSettings {
  readonly clientId: string
  /** The URL of the keys of each load balancer, by its ARN. */
  readonly keyUrls: ReadonlyMap<string, string>
}

/** Returns the settings of the option `alb`. The option is valid. */
export function albSettings ({ arn, clientId, keys }: AlbOptions): AlbSettings {
  return {
    clientId,
    keyUrls: new Map(
      [arn].flat().map(arn => [arn, (keys ?? (awsKeysUrl(arn) as string)).replace(/\/$/, '')] as const)
    )
  }
}

/**
 * Returns the URL of the keys of a load balancer on AWS. Null in China, where AWS documents none.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
function awsKeysUrl (arn: string): string | null {
  const { partition, region } = partsOf(arn)
  if (partition === 'aws') return `https://public-keys.auth.elb.${region}.amazonaws.com`
  if (partition === 'aws-cn') return null
  return `https://s3-${region}.amazonaws.com/aws-elb-public-keys-prod-${region}`
}

function partsOf (arn: string): { partition: string, region: string } {
  const [, partition = '', , region = ''] = arn.split(':')
  return { partition, region }
}

/** Returns the errors of the option `alb` of a pool that its schema does not find. */
export function albErrors ({ path, options: { alb, clientId } }: NamedPool): readonly string[] {
  if (alb === undefined) return []
  const { arn, keys } = alb
  const field = `${path}alb`
  const arns = [arn].flat()
  return [
    ...arns.filter(arn => !isConsistent(arn)).map(arn =>
      optionError(
        `${field}.arn`,
        `must have a Region of its partition; got ${describeValue([], arn)}`
      )
    ),
    ...(keys === undefined && arns.some(arn => awsKeysUrl(arn) === null)
      ? [
          optionError(
            `${field}.keys`,
            'must be the URL of the public keys of load balancers in China, which AWS does not document; ' +
              'AWS Support knows it'
          )
        ]
      : []),
    ...(keys === undefined ? [] : urlErrorsOf(`${field}.keys`, keys)),
    ...(keys !== undefined && URL.canParse(keys) && new URL(keys).search !== ''
      ? [optionError(`${field}.keys`, 'must not contain a query, since the ID of a key is appended')]
      : []),
    ...(clientId === null || [clientId].flat().includes(alb.clientId)
      ? []
      : [
          optionError(
            `${field}.clientId`,
            `must be in ${path}clientId, since the load balancer sends access tokens of this app client; ` +
              `got ${describeValue([], alb.clientId)}`
          )
        ])
  ]
}

/** The prefixes of the Regions of each partition but `aws`. */
const PREFIXES = { 'aws-cn': 'cn-', 'aws-us-gov': 'us-gov-' } as const

function isConsistent (arn: string): boolean {
  const { partition, region } = partsOf(arn)
  const actual = Object.entries(PREFIXES).find(([, prefix]) => region.startsWith(prefix))?.[0] ?? 'aws'
  return actual === partition
}

/** Returns the paths of the URLs of keys that are plain http, for development only. */
export function plainHttpKeys ({ path, options: { alb } }: NamedPool): readonly string[] {
  return alb?.keys !== undefined && isPlainHttp(alb.keys) ? [`${path}alb.keys`] : []
}
