import { claimMeaning, headerMeaning, type Meaning } from './claims.js'
import type { DecodedToken } from './decode.js'
import { tokenTime } from './time.js'

/** A claim or a parameter of the header, with its meaning. */
export interface Explanation {
  readonly name: string
  readonly value: unknown
  readonly meaning: string
  /** The parts of the plugin that use it. */
  readonly usedBy?: string
  /** The time in ISO 8601, if the claim is a time. */
  readonly time?: string
  /** Relative to now, such as `in 59 minutes`. */
  readonly relative?: string
}

/** A decoded token, with the meaning of each of its parts. */
export interface ExplainedToken {
  readonly kind: string
  readonly header: readonly Explanation[]
  readonly claims: readonly Explanation[]
}

/** @param now - milliseconds since the epoch */
export function explainToken ({ kind, header, payload }: DecodedToken, now: number): ExplainedToken {
  return {
    kind,
    header: explain(header, headerMeaning, now),
    claims: explain(payload, claimMeaning, now)
  }
}

function explain (
  object: Readonly<Record<string, unknown>>,
  meaningOf: (name: string) => Meaning,
  now: number
): readonly Explanation[] {
  return Object.entries(object).map(([name, value]) => {
    const { isTime, ...meaning } = meaningOf(name)
    return { name, value, ...meaning, ...(isTime === true && tokenTime(value, now)) }
  })
}
