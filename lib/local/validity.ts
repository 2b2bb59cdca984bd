const UNITS: Record<string, number> = { seconds: 1, minutes: 60, hours: 3600, days: 24 * 3600 }

/** A token's lifetime in seconds, from a client's setting and its unit. */
export function seconds (amount: number | undefined, unit: string, byDefault: number): number {
  return amount === undefined ? byDefault : amount * (UNITS[unit] as number)
}
