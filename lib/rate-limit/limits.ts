import type { RateLimitOptions } from './options.js'

/** So many tries in so long, in milliseconds. */
export interface Limit {
  readonly max: number
  readonly timeWindow: number
}

/** Every limit, with every default in place. */
export interface Limits {
  readonly accountAndAddress: Limit
  readonly address: Limit
  readonly account: Limit
}

const QUARTER_OF_AN_HOUR = 900_000

/** By defaults, not by spreading: what is given as undefined counts as left out. */
export function limitsFrom ({ accountAndAddress = {}, address = {}, account = {} }: RateLimitOptions): Limits {
  const limit = (max: number, given: Partial<Limit>): Limit => ({ max: given.max ?? max, timeWindow: given.timeWindow ?? QUARTER_OF_AN_HOUR })
  return { accountAndAddress: limit(10, accountAndAddress), address: limit(300, address), account: limit(100, account) }
}

/**
 * Why one address alone could keep a person out of their account, or null where it could not: what it may spend on an account in
 * the account's window must be less than the account has.
 */
export function lockOutBy (options: RateLimitOptions): string | null {
  const { accountAndAddress, account } = limitsFrom(options)
  // Windows begin with a first try, so they overlap: one more than fits into the account's has a part in it.
  const most = accountAndAddress.max * (Math.ceil(account.timeWindow / accountAndAddress.timeWindow) + 1)
  return most < account.max ? null : `one address alone could use it up, and keep a person out; raise its max above ${most}, or lower that of accountAndAddress`
}
