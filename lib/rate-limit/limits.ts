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
const ADDRESSES_A_NETWORK = 3

/** By defaults, not by spreading: an option that is undefined counts as left out. */
export function limitsFrom (
  { accountAndIp = {}, ip = {}, network = {}, account = {} }: RateLimitOptions
): Limits {
  const limit = (max: number, given: Partial<Limit>, timeWindow = QUARTER_OF_AN_HOUR): Limit => ({
    max: given.max ?? max,
    timeWindow: given.timeWindow ?? timeWindow
  })
  const perAddress = limit(300, ip)
  return {
    accountAndIp: limit(10, accountAndIp),
    ip: perAddress,
    network: limit(perAddress.max * ADDRESSES_A_NETWORK, network, perAddress.timeWindow),
    account: limit(100, account)
  }
}

/** Names the limits that one address alone could use up for all others, each with the remedy. */
export function usedUpByOneAddress (options: RateLimitOptions): Partial<Record<keyof Limits, string>> {
  const { accountAndIp, ip, network, account } = limitsFrom(options)
  const [accounts, networks] = [mostOf(accountAndIp, account), mostOf(ip, network)]
  const mistake = (whom: string, most: number, other: string) =>
    `one address alone could use it up and lock ${whom} out; ` +
    `raise its max above ${most}, or lower that of ${other}`
  return {
    ...(accounts >= account.max && { account: mistake('the user', accounts, 'accountAndIp') }),
    ...(networks >= network.max && { network: mistake('its neighbors', networks, 'ip') })
  }
}

/** How many attempts one limit allows within a window of another. */
function mostOf ({ max, timeWindow }: Limit, within: Limit): number {
  // Windows begin with a first attempt, so they overlap: one more than fits into the other has a part in it.
  return max * (Math.ceil(within.timeWindow / timeWindow) + 1)
}
