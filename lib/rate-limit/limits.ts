import type { RateLimitOptions } from './options.js'

/** The maximum number of attempts in a window of time, in milliseconds. */
export interface Limit {
  readonly max: number
  readonly timeWindow: number
}

/** All limits, with their defaults. */
export interface Limits {
  readonly accountAndIp: Limit
  readonly ip: Limit
  readonly network: Limit
  readonly account: Limit
}

const QUARTER_OF_AN_HOUR = 900_000

/** The default limit of an IPv6 network, as a multiple of the limit of an IP address. */
const IPS_PER_NETWORK = 3

/** Applies the defaults. With default values instead of a spread, so that undefined counts as omitted. */
export function limitsFrom ({
  accountAndIp = {},
  ip = {},
  network = {},
  account = {}
}: RateLimitOptions): Limits {
  const limit = (max: number, option: Partial<Limit>, timeWindow = QUARTER_OF_AN_HOUR): Limit => ({
    max: option.max ?? max,
    timeWindow: option.timeWindow ?? timeWindow
  })
  const perIp = limit(300, ip)
  return {
    accountAndIp: limit(10, accountAndIp),
    ip: perIp,
    network: limit(perIp.max * IPS_PER_NETWORK, network, perIp.timeWindow),
    account: limit(100, account)
  }
}

/** Returns the limits that a single IP address could exhaust for all others, each with the problem. */
export function limitsExhaustibleByOneIp (options: RateLimitOptions): Partial<Record<keyof Limits, string>> {
  const { accountAndIp, ip, network, account } = limitsFrom(options)
  const [accounts, networks] = [maxAttemptsWithin(accountAndIp, account), maxAttemptsWithin(ip, network)]
  const problem = (maxAttempts: number, other: string) =>
    `must have a max above ${maxAttempts}, so that a single IP address cannot exhaust it; or lower the max ` +
    `of ${other}`
  return {
    ...(accounts >= account.max && { account: problem(accounts, 'accountAndIp') }),
    ...(networks >= network.max && { network: problem(networks, 'ip') })
  }
}

/** How many attempts one limit allows within a window of another. */
function maxAttemptsWithin ({ max, timeWindow }: Limit, within: Limit): number {
  // Windows start with the first attempt, so windows overlap: an attempt may count in one more window than
  // fits.
  return max * (Math.ceil(within.timeWindow / timeWindow) + 1)
}
