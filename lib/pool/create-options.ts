/** The password policy of a user pool. */
export interface PasswordPolicy {
  /** 6 to 99. Default is 8. */
  minLength?: number
  /** Whether a password must have an uppercase letter. Default is true. */
  uppercase?: boolean
  /** Whether a password must have a lowercase letter. Default is true. */
  lowercase?: boolean
  /** Whether a password must have a number. Default is true. */
  numbers?: boolean
  /** Whether a password must have a symbol. Default is true. */
  symbols?: boolean
}

/** The options of `createUserPool()`. */
export interface CreateUserPoolOptions {
  /** The pool's name. Default is `users`. */
  name?: string
  /** The app client's name. Default is the pool's, followed by `-app`. */
  clientName?: string
  /** Whether the app client has a secret. Default is false. */
  clientSecret?: boolean
  /** Whether strangers may sign up; otherwise only administrators make accounts. Default is true. */
  selfSignUp?: boolean
  /** What passwords must have. Default is 8 characters with all four kinds of character. */
  passwordPolicy?: PasswordPolicy
  /**
   * Give a new refresh token with every refresh. The old one goes on working for
   * `gracePeriod` seconds, 0 to 60. Default is no rotation.
   */
  refreshTokenRotation?: { gracePeriod: number }
  /**
   * Second factors by an authenticator (TOTP): `'off'`, for who sets one up (`'optional'`), or for everybody
   * (`'required'`). Default is `'off'`.
   */
  mfa?: 'off' | 'optional' | 'required'
  /**
   * Whether people may sign in by a code that is sent to their email, in place of a password. Not beside
   * `mfa: 'required'`. Default is false.
   */
  passwordless?: boolean
  /** Groups to make. Default is `admin` and `user`. */
  groups?: string[]
  /** Names of custom attributes, without `custom:`; only administrators write them. Default is `role`. */
  customAttributes?: string[]
  /** Whether the pool refuses to be deleted until this is switched off. Default is false. */
  deletionProtection?: boolean
}

/** What `createUserPool()` has created. */
export interface CreatedUserPool {
  /** The ID of the user pool. */
  userPoolId: string
  /** The ID of its app client. */
  clientId: string
  /** Only where the app client has one. */
  clientSecret?: string
}
