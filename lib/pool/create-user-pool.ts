import { loadSdk, type Sdk } from '../optional.js'
import { clientSettings, groupNames, mfaSettings, poolSettings } from './settings.js'

/** As much of an AWS SDK client as is used, so that who has no SDK installed can still compile. */
export interface CognitoClient {
  send (command: any): Promise<any>
}

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
  /** Second factors by an authenticator (TOTP): `'off'`, for who sets one up (`'optional'`), or for everybody (`'required'`). Default is `'off'`. */
  mfa?: 'off' | 'optional' | 'required'
  /** Whether people may sign in by a code that is sent to their email, in place of a password. Not beside `mfa: 'required'`. Default is false. */
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

/**
 * Make a user pool, an app client and groups, set up as an application that uses
 * this package wants them: on AWS, or on a local Cognito. `docs/user-pool.md`
 * says what each setting is for.
 *
 * @param client - a `CognitoIdentityProviderClient` of the AWS SDK; on AWS its credentials need `cognito-idp:CreateUserPool`, `CreateUserPoolClient`, `CreateGroup`, and for `mfa` `SetUserPoolMfaConfig`
 * @throws the AWS SDK's error; if something was made before it, the message says what, for you to delete or complete
 * @throws FST_COGNITO_MISSING_DEPENDENCY where the AWS SDK is not installed
 */
export async function createUserPool (client: CognitoClient, options: CreateUserPoolOptions = {}): Promise<CreatedUserPool> {
  const sdk = await loadSdk('createUserPool')
  const made: string[] = []
  try {
    const { UserPool } = await client.send(new sdk.CreateUserPoolCommand(poolSettings(options)))
    const userPoolId = UserPool?.Id as string
    made.push(`user pool ${userPoolId}`)
    await setMfa(sdk, client, userPoolId, options)
    const { UserPoolClient } = await client.send(new sdk.CreateUserPoolClientCommand(clientSettings(userPoolId, options)))
    const { ClientId, ClientSecret } = UserPoolClient as { ClientId: string, ClientSecret?: string }
    made.push(`app client ${ClientId}`)
    for (const GroupName of groupNames(options)) {
      await client.send(new sdk.CreateGroupCommand({ UserPoolId: userPoolId, GroupName }))
      made.push(`group ${GroupName}`)
    }
    return { userPoolId, clientId: ClientId, ...ClientSecret !== undefined && { clientSecret: ClientSecret } }
  } catch (error) {
    if (made.length > 0) (error as Error).message += ` (Made before this failed: ${made.join(', ')}.)`
    throw error
  }
}

/** After the pool is made: AWS takes factors other than text messages no sooner. */
async function setMfa ({ SetUserPoolMfaConfigCommand }: Sdk, client: CognitoClient, UserPoolId: string, options: CreateUserPoolOptions): Promise<void> {
  const settings = mfaSettings(options)
  if (settings.MfaConfiguration === 'OFF') return
  await client.send(new SetUserPoolMfaConfigCommand({ UserPoolId, ...settings }))
}
