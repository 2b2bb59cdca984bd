/** The pool and app clients that a local Cognito creates at its first start, and keeps. */
export interface SeededPool {
  /** The ID of the user pool. */
  userPoolId: string
  /** The ID of an app client for users, which has no secret unless `pool.clientSecret` is true. */
  clientId: string
  /** The secret of that client, if it has one. */
  clientSecret?: string
  /** An app client for machines, which may have the scopes `orders/read` and `orders/write`. */
  machine: { clientId: string, clientSecret: string }
}
