/** The password policy of a user pool. */
export interface PasswordPolicy {
  /** The minimum length, from 6 to 99. Defaults to 8. */
  minLength?: number
  /** Whether a password must have an uppercase letter. Defaults to true. */
  uppercase?: boolean
  /** Whether a password must have a lowercase letter. Defaults to true. */
  lowercase?: boolean
  /** Whether a password must have a number. Defaults to true. */
  numbers?: boolean
  /** Whether a password must have a symbol. Defaults to true. */
  symbols?: boolean
}

/** The passkeys of a user pool. */
export interface PasskeyOptions {
  /**
   * The relying party ID: the domain of the pages that users sign in on, such as `example.com`. Passkeys also
   * work on its subdomains. For managed login, the domain of its pages.
   */
  relyingPartyId: string
  /**
   * Whether the authenticator must verify the user, such as by a PIN or a fingerprint (`'required'`), or does
   * so if it can (`'preferred'`). Defaults to `'preferred'`.
   */
  userVerification?: 'required' | 'preferred'
}

/** A resource server: an API with scopes. */
export interface ResourceServer {
  /** The first part of its scopes, such as `orders`, or the URL of the API. */
  identifier: string
  /** The name. Defaults to the identifier. */
  name?: string
  /** The descriptions of the scopes, by their names: `{ read: 'See orders' }` is the scope `orders/read`. */
  scopes: Readonly<Record<string, string>>
}

/** The method of an AWS SDK client that is used. Declared here so that types compile without the SDK. */
export interface CognitoClient {
  send(command: any): Promise<any>
}

/**
 * The options of `createUserPool()`.
 *
 * @example
 * ```ts
 * import type { CreateUserPoolOptions } from 'fastify-cognito-auth/local'
 *
 * const options: CreateUserPoolOptions = {
 *   name: 'my-app',
 *   mfa: 'optional',
 *   groups: ['admin', 'editor'],
 *   callbackURLs: ['https://app.example.com/auth/callback'],
 *   domain: 'my-app'
 * }
 * ```
 */
export interface CreateUserPoolOptions {
  /** The name of the pool. Defaults to `users`. */
  name?: string
  /** The name of the app client. Defaults to the name of the pool followed by `-app`. */
  clientName?: string
  /** Whether the app client has a secret. Defaults to false. */
  clientSecret?: boolean
  /** Whether users may sign up. Otherwise only administrators create users. Defaults to true. */
  selfSignUp?: boolean
  /** The password policy. Defaults to 8 characters with all four character types. */
  passwordPolicy?: PasswordPolicy
  /**
   * Rotates the refresh token with every refresh. The old one stays valid for `gracePeriod` seconds, from 0
   * to 60. Defaults to no rotation.
   */
  refreshTokenRotation?: { gracePeriod: number }
  /**
   * MFA with an authenticator app (TOTP): `'off'`, `'optional'` for users who set it up, or `'required'` for
   * all users. Defaults to `'off'`.
   */
  mfa?: 'off' | 'optional' | 'required'
  /**
   * Whether users may sign in with a code that is sent to their email address instead of a password. Not
   * allowed with `mfa: 'required'`. Defaults to false.
   */
  passwordless?: boolean
  /**
   * Whether users may sign in with a passkey instead of a password, in the flow `USER_AUTH`. Not allowed with
   * `mfa: 'required'`. Defaults to none.
   */
  passkeys?: PasskeyOptions
  /** The groups to create. Defaults to `admin` and `user`. */
  groups?: string[]
  /**
   * The names of custom attributes, without `custom:`. Only administrators can set them. Defaults to `role`.
   */
  customAttributes?: string[]
  /**
   * The URLs that managed login returns to after a sign-in, compared exactly: https, http on localhost, or a
   * scheme of an app. Defaults to none: the app client does not use managed login.
   */
  callbackURLs?: string[]
  /** The URLs that managed login returns to after a sign-out. Defaults to none. */
  logoutURLs?: string[]
  /** The OAuth grants of managed login. Defaults to `['code']`. */
  allowedOAuthFlows?: ('code' | 'implicit')[]
  /**
   * The scopes that managed login grants. Defaults to `openid`, `email`, `profile`,
   * `aws.cognito.signin.user.admin`, which the routes of the signed-in user need, and the scopes of
   * `resourceServers`.
   */
  allowedOAuthScopes?: string[]
  /** APIs with scopes of their own. Defaults to none. */
  resourceServers?: ResourceServer[]
  /**
   * The prefix of the domain of managed login: `my-app` for
   * `https://my-app.auth.eu-west-1.amazoncognito.com`. The app client also gets a branding style, without
   * which the pages are unavailable. Needs `callbackURLs`. Defaults to no domain.
   */
  domain?: string
  /**
   * The settings of the branding style, as the operation CreateManagedLoginBranding accepts them. Needs
   * `domain`. Defaults to the style of Cognito.
   */
  branding?: Readonly<Record<string, unknown>>
  /** Whether the pool is protected against deletion. Defaults to false. */
  deletionProtection?: boolean
}

/** The user pool that `createUserPool()` has created. */
export interface CreatedUserPool {
  /** The ID of the user pool. */
  userPoolId: string
  /** The ID of its app client. */
  clientId: string
  /** The secret of the app client, if it has one. */
  clientSecret?: string
}
