/** A partition of AWS: Regions that share a DNS suffix. */
interface Partition {
  readonly regions: RegExp
  readonly dnsSuffix: string
}

/**
 * The partitions that the AWS SDK knows. A copy, so that verifying tokens does not load the SDK; a test
 * compares the two.
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export const PARTITIONS: readonly Partition[] = [
  { regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/, dnsSuffix: 'amazonaws.com' },
  { regions: /^cn-\w+-\d+$/, dnsSuffix: 'amazonaws.com.cn' },
  { regions: /^eusc-(de)-\w+-\d+$/, dnsSuffix: 'amazonaws.eu' },
  { regions: /^us-iso-\w+-\d+$/, dnsSuffix: 'c2s.ic.gov' },
  { regions: /^us-isob-\w+-\d+$/, dnsSuffix: 'sc2s.sgov.gov' },
  { regions: /^eu-isoe-\w+-\d+$/, dnsSuffix: 'cloud.adc-e.uk' },
  { regions: /^us-isof-\w+-\d+$/, dnsSuffix: 'csp.hci.ic.gov' },
  { regions: /^us-gov-\w+-\d+$/, dnsSuffix: 'amazonaws.com' }
]

/** Returns the DNS suffix of a Region, or null if its partition is unknown. */
export function dnsSuffixOf (region: string): string | null {
  return PARTITIONS.find(({ regions }) => regions.test(region))?.dnsSuffix ?? null
}
