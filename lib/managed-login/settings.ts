/** The option `managedLogin` of a pool, with all defaults. */
export interface ManagedLoginSettings {
  /** The name of the pool. */
  readonly pool: string
  /** The issuers of the pool's tokens. */
  readonly issuers: readonly string[]
  readonly clientId: string
  /** None if the app client has no secret. */
  readonly clientSecrets: readonly string[]
  /** The URL of the user pool's domain, without a path. */
  readonly domain: string
  readonly providers: readonly string[]
  readonly scopes: readonly string[]
  /** The URL of the API that access tokens are for. Null for none. */
  readonly resource: string | null
  /** The URL that Cognito returns the user to, which is registered for the app client. */
  readonly callbackUrl: string
  /** The path where a sign-in starts. */
  readonly loginPath: string
  /** The path of the application's page for errors. Null for the page of the plugin. */
  readonly errorPath: string | null
  /**
   * The path that the browser returns to after a sign-out, and its URL, which is registered for the app
   * client.
   */
  readonly signedOutPath: string
  readonly signedOutUrl: string
}
