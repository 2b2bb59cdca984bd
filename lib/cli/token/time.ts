/** A time of a token. */
export interface TokenTime {
  /** The time in ISO 8601. */
  readonly time: string
  /** Relative to now, such as `in 59 minutes`. */
  readonly relative: string
}

const UNITS = [
  ['year', 31_536_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60]
] as const

const RELATIVE = new Intl.RelativeTimeFormat('en')

/**
 * Returns a time as a date, and relative to now. Undefined if it is not a time.
 *
 * @param value - seconds since the epoch
 * @param now - milliseconds since the epoch
 */
export function tokenTime (value: unknown, now: number): TokenTime | undefined {
  if (typeof value !== 'number') return undefined
  const date = new Date(value * 1000)
  if (Number.isNaN(date.getTime())) return undefined
  const seconds = value - Math.floor(now / 1000)
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const)
  return {
    time: date.toISOString(),
    relative: RELATIVE.format(Math.trunc(seconds / length), unit)
  }
}
