import type { CreateUserPoolClientCommandInput, CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { loadSdk, type Sdk } from '../optional.js'

/** As much of an AWS SDK client as is used, so that who has no SDK installed can still compile. */
export interface CognitoClient {
  send (command: any): Promise<any>
}

export interface PasswordPolicy {
  /** 6 to 99. Default is 8. */
  minLength?: number
  /** Whether each is required. Default is true. */
  uppercase?: boolean
  lowercase?: boolean
  numbers?: boolean
  symbols?: boolean
}

export interface CreateUserPoolOptions {
  /** The pool's name. Default is `users`. */
  name?: string
  /** The app client's name. Default is the pool's, followed by `-app`. */
  clientName?: string
  /** Whether the app client has a secret. Default is false. */
  clientSecret?: boolean
  /** Whether strangers may sign up; otherwise only administrators make accounts. Default is true. */
  selfSignUp?: boolean
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

export interface CreatedUserPool {
  userPoolId: string
  clientId: string
  /** Only where the app client has one. */
  clientSecret?: string
}

const WRITABLE = ['email', 'name', 'phone_number']

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
    for (const GroupName of options.groups ?? ['admin', 'user']) {
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
async function setMfa ({ SetUserPoolMfaConfigCommand }: Sdk, client: CognitoClient, UserPoolId: string, { mfa = 'off' }: CreateUserPoolOptions): Promise<void> {
  if (mfa === 'off') return
  await client.send(new SetUserPoolMfaConfigCommand({
    UserPoolId,
    MfaConfiguration: mfa === 'required' ? 'ON' : 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true }
  }))
}

function poolSettings (options: CreateUserPoolOptions): CreateUserPoolCommandInput {
  const { name = 'users', selfSignUp = true, passwordPolicy: policy = {}, passwordless = false, deletionProtection = false } = options
  return {
    PoolName: name,
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    Policies: {
      PasswordPolicy: {
        MinimumLength: policy.minLength ?? 8,
        RequireUppercase: policy.uppercase ?? true,
        RequireLowercase: policy.lowercase ?? true,
        RequireNumbers: policy.numbers ?? true,
        RequireSymbols: policy.symbols ?? true,
        TemporaryPasswordValidityDays: 7
      },
      ...passwordless && { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } }
    },
    Schema: [
      ...WRITABLE.map(attribute => ({ Name: attribute, AttributeDataType: 'String', Required: true, Mutable: true } as const)),
      ...customNames(options).map(attribute => ({ Name: attribute, AttributeDataType: 'String', Mutable: true } as const))
    ],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: !selfSignUp },
    MfaConfiguration: 'OFF',
    DeletionProtection: deletionProtection ? 'ACTIVE' : 'INACTIVE'
  }
}

function clientSettings (userPoolId: string, options: CreateUserPoolOptions): CreateUserPoolClientCommandInput {
  const { name = 'users', clientName = `${name}-app`, clientSecret = false, passwordless = false, refreshTokenRotation: rotation } = options
  return {
    UserPoolId: userPoolId,
    ClientName: clientName,
    GenerateSecret: clientSecret,
    // AWS refuses ALLOW_REFRESH_TOKEN_AUTH beside rotation: then GetTokensFromRefreshToken is the only way.
    ExplicitAuthFlows: [
      'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
      ...passwordless ? ['ALLOW_USER_AUTH' as const] : [],
      ...rotation === undefined ? ['ALLOW_REFRESH_TOKEN_AUTH' as const] : []
    ],
    ...rotation !== undefined && { RefreshTokenRotation: { Feature: 'ENABLED' as const, RetryGracePeriodSeconds: rotation.gracePeriod } },
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
    // No custom attribute here: what a client may write, a person may set to whatever they like with their own access token.
    WriteAttributes: WRITABLE,
    ReadAttributes: [...WRITABLE, 'email_verified', 'phone_number_verified', ...customNames(options).map(attribute => `custom:${attribute}`)],
    AccessTokenValidity: 60,
    IdTokenValidity: 60,
    RefreshTokenValidity: 30,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'days' }
  }
}

function customNames ({ customAttributes = ['role'] }: CreateUserPoolOptions): string[] {
  return customAttributes
}
