/** The schema of the claims of a token, compiled. */
export interface ClaimsShape {
  readonly check: (claims: unknown) => boolean
  /** The claims that have a type. */
  readonly claims: readonly ClaimShape[]
}

/** The type of a claim, compiled. */
export interface ClaimShape {
  readonly name: string
  /** Whether the claim may be absent. */
  readonly optional: boolean
  readonly check: (claim: unknown) => boolean
  /** The accepted values, for the log. */
  readonly expected: string
}
