/** Converts the options of `createUserPool` to the parameters of the Cognito API. */
import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput
} from '@aws-sdk/client-cognito-identity-provider'
import type { CreateUserPoolOptions, ResourceServer } from './create-options.js'

const WRITABLE = ['email', 'name', 'phone_number']

/** Returns the parameters of CreateUserPool. */
export function poolSettings (options: CreateUserPoolOptions): CreateUserPoolCommandInput {
  const {
    name = 'users',
    selfSignUp = true,
    passwordPolicy: policy = {},
    deletionProtection = false
  } = options
  return {
    PoolName: name,
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    // Otherwise an attacker with an access token could change the email address to their own, and reset the
    // password with it.
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    Policies: {
      PasswordPolicy: {
        MinimumLength: policy.minLength ?? 8,
        RequireUppercase: policy.uppercase ?? true,
        RequireLowercase: policy.lowercase ?? true,
        RequireNumbers: policy.numbers ?? true,
        RequireSymbols: policy.symbols ?? true,
        TemporaryPasswordValidityDays: 7
      },
      ...(isChoiceBased(options) && { SignInPolicy: { AllowedFirstAuthFactors: firstFactors(options) } })
    },
    Schema: [
      ...WRITABLE.map(
        attribute =>
          ({ Name: attribute, AttributeDataType: 'String', Required: true, Mutable: true }) as const
      ),
      ...customNames(options).map(
        attribute => ({ Name: attribute, AttributeDataType: 'String', Mutable: true }) as const
      )
    ],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: !selfSignUp },
    MfaConfiguration: 'OFF',
    DeletionProtection: deletionProtection ? 'ACTIVE' : 'INACTIVE'
  }
}

type FirstFactors = NonNullable<
  NonNullable<NonNullable<CreateUserPoolCommandInput['Policies']>['SignInPolicy']>['AllowedFirstAuthFactors']
>

function firstFactors ({ passwordless = false, passkeys }: CreateUserPoolOptions): FirstFactors {
  return [
    'PASSWORD',
    ...(passwordless ? (['EMAIL_OTP'] as const) : []),
    ...(passkeys === undefined ? [] : (['WEB_AUTHN'] as const))
  ]
}

/** Returns whether users choose from several first factors, in the flow `USER_AUTH`. */
function isChoiceBased (options: CreateUserPoolOptions): boolean {
  return firstFactors(options).length > 1
}

/** Returns the parameters of CreateUserPoolClient. */
export function clientSettings (
  userPoolId: string,
  options: CreateUserPoolOptions
): CreateUserPoolClientCommandInput {
  const {
    name = 'users',
    clientName = `${name}-app`,
    clientSecret = false,
    refreshTokenRotation: rotation
  } = options
  return {
    UserPoolId: userPoolId,
    ClientName: clientName,
    GenerateSecret: clientSecret,
    // AWS rejects ALLOW_REFRESH_TOKEN_AUTH with rotation: then only GetTokensFromRefreshToken is available.
    ExplicitAuthFlows: [
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_ADMIN_USER_PASSWORD_AUTH',
      ...(isChoiceBased(options) ? ['ALLOW_USER_AUTH' as const] : []),
      ...(rotation === undefined ? ['ALLOW_REFRESH_TOKEN_AUTH' as const] : [])
    ],
    ...(rotation !== undefined && {
      RefreshTokenRotation: { Feature: 'ENABLED' as const, RetryGracePeriodSeconds: rotation.gracePeriod }
    }),
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
    // No custom attributes: users can set every attribute that the app client may write, with their own
    // access token.
    WriteAttributes: WRITABLE,
    ReadAttributes: [
      ...WRITABLE,
      'email_verified',
      'phone_number_verified',
      ...customNames(options).map(attribute => `custom:${attribute}`)
    ],
    AccessTokenValidity: 60,
    IdTokenValidity: 60,
    RefreshTokenValidity: 30,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'days' },
    ...oauthSettings(options)
  }
}

const SCOPES = ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin']

/** The settings of managed login, which needs a URL to return to. */
function oauthSettings ({
  callbackURLs = [],
  logoutURLs = [],
  allowedOAuthFlows = ['code'],
  resourceServers = [],
  allowedOAuthScopes = [...SCOPES, ...resourceServers.flatMap(scopesOf)]
}: CreateUserPoolOptions): Partial<CreateUserPoolClientCommandInput> {
  if (callbackURLs.length === 0) return {}
  return {
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: allowedOAuthFlows,
    AllowedOAuthScopes: allowedOAuthScopes,
    CallbackURLs: callbackURLs,
    LogoutURLs: logoutURLs,
    SupportedIdentityProviders: ['COGNITO']
  }
}

function scopesOf ({ identifier, scopes }: ResourceServer): readonly string[] {
  return Object.keys(scopes).map(scope => `${identifier}/${scope}`)
}

/** Returns the parameters of SetUserPoolMfaConfig. */
export function mfaSettings ({ mfa = 'off', passkeys }: CreateUserPoolOptions) {
  const MfaConfiguration = ({ off: 'OFF', optional: 'OPTIONAL', required: 'ON' } as const)[mfa]
  return {
    MfaConfiguration,
    SoftwareTokenMfaConfiguration: { Enabled: mfa !== 'off' },
    ...(passkeys !== undefined && {
      WebAuthnConfiguration: {
        RelyingPartyId: passkeys.relyingPartyId,
        UserVerification: passkeys.userVerification ?? 'preferred'
      }
    })
  }
}

/** Returns the names of the groups to create. */
export function groupNames ({ groups = ['admin', 'user'] }: CreateUserPoolOptions): readonly string[] {
  return groups
}

/** Returns the names of the custom attributes, without `custom:`. */
export function customNames ({ customAttributes = ['role'] }: CreateUserPoolOptions): readonly string[] {
  return customAttributes
}
