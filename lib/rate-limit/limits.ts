import type { RateLimitOptions } from './options.js'

/** How many attempts in how long, in milliseconds. */
export interface Limit {
  readonly max: number
  readonly timeWindow: number
}

/** Every limit, with every default in place. */
export interface Limits {
  readonly accountAndIp: Limit
  readonly ip: Limit
  readonly network: Limit
  readonly account: Limit
}

const QUARTER_OF_AN_HOUR = 900_000

/** How many addresses' limits an IPv6 network has by default. */
const IPS_PER_NETWORK = 3

/** By defaults, not by spreading: an option that is undefined counts as left out. */
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

/** Names the limits that one address alone could use up for all others, each with the remedy. */
export function limitsExhaustibleByOneIp (options: RateLimitOptions): Partial<Record<keyof Limits, string>> {
  const { accountAndIp, ip, network, account } = limitsFrom(options)
  const [accounts, networks] = [maxAttemptsWithin(accountAndIp, account), maxAttemptsWithin(ip, network)]
  const problem = (victim: string, maxAttempts: number, other: string) =>
    `one address alone could use it up and lock ${victim} out; ` +
    `raise its max above ${maxAttempts}, or lower that of ${other}`
  return {
    ...(accounts >= account.max && { account: problem('the user', accounts, 'accountAndIp') }),
    ...(networks >= network.max && { network: problem('its neighbors', networks, 'ip') })
  }
}

/** How many attempts one limit allows within a window of another. */
function maxAttemptsWithin ({ max, timeWindow }: Limit, within: Limit): number {
  // Windows start with the first attempt, so windows overlap: an attempt may count in one more window than
  // fits.
  return max * (Math.ceil(within.timeWindow / timeWindow) + 1)
}
