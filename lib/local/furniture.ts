/** The pool and app clients that a local Cognito creates at its first start, and keeps. */
export interface Furniture {
  userPoolId: string
  /** An app client for users; a public one, unless `pool` said otherwise. */
  clientId: string
  /** Only where that client has one. */
  clientSecret?: string
  /** An app client for machines, which may have the scopes `orders/read` and `orders/write`. */
  machine: { clientId: string, clientSecret: string }
}
