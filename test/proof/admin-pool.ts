import type {
  CognitoIdentityProvider,
  CreateUserPoolClientCommandInput
} from '@aws-sdk/client-cognito-identity-provider'
import { createUserPool } from '../../dist/local/index.js'
import { authenticatorCode } from './authenticator.js'
import type { Mfa, TestUser, Setting } from './subject.js'

/**
 * Creates a pool as its administrator would on AWS, with the SDK: for subjects that have the administrative
 * operations.
 */

interface Made {
  userPoolId: string
  clientId: string
  clientSecret?: string
  /** The secrets of the authenticators, by email address. */
  secrets: Map<string, string>
}

/** @param now - the subject's clock, which TOTP codes depend on */
export async function makePool (
  api: CognitoIdentityProvider,
  setting: Setting,
  now: () => number
): Promise<Made> {
  const { clientSecret, rotation, flows, mfaRequired, accounts = [], offers = [] } = setting
  const made = await createUserPool(api, {
    ...(clientSecret && { clientSecret }),
    ...(rotation !== undefined && { refreshTokenRotation: { gracePeriod: rotation } }),
    groups: [...new Set(accounts.flatMap(({ groups = [] }) => groups))]
  })
  const { userPoolId } = made
  const factors = new Set([...accounts.flatMap(({ mfa = [] }) => mfa), ...offers])
  if (setting.firstFactors !== undefined || factors.has('EMAIL_OTP')) {
    await update(api, userPoolId, setting, factors)
  }
  if (factors.size > 0 || mfaRequired) await switchOn(api, userPoolId, factors)
  const secrets = new Map<string, string>()
  for (const account of accounts) {
    await add(api, userPoolId, account)
    const secret = await choose(api, userPoolId, account, now)
    if (secret !== undefined) secrets.set(account.email, secret)
  }
  if (mfaRequired) {
    await api.setUserPoolMfaConfig({
      UserPoolId: userPoolId,
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true }
    })
  }
  return {
    ...made,
    ...(flows !== undefined &&
      (await client(
        api,
        userPoolId,
        flows.map(flow => `ALLOW_${flow}` as const),
        clientSecret
      ))),
    secrets
  }
}

async function client (
  api: CognitoIdentityProvider,
  UserPoolId: string,
  ExplicitAuthFlows: CreateUserPoolClientCommandInput['ExplicitAuthFlows'],
  GenerateSecret = false
) {
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId,
    ClientName: 'flows',
    GenerateSecret,
    ExplicitAuthFlows,
    // The default of AWS, but not of every emulator.
    AccessTokenValidity: 60,
    TokenValidityUnits: { AccessToken: 'minutes' },
    PreventUserExistenceErrors: 'ENABLED'
  })
  const { ClientId, ClientSecret } = UserPoolClient as { ClientId: string, ClientSecret?: string }
  return { clientId: ClientId, ...(GenerateSecret && { clientSecret: ClientSecret as string }) }
}

/** Email cannot be an MFA factor if it also resets the password. */
async function update (
  api: CognitoIdentityProvider,
  UserPoolId: string,
  { firstFactors }: Setting,
  factors: ReadonlySet<Mfa>
): Promise<void> {
  await api.updateUserPool({
    UserPoolId,
    AutoVerifiedAttributes: ['email'],
    AccountRecoverySetting: {
      RecoveryMechanisms: [
        { Name: factors.has('EMAIL_OTP') ? 'verified_phone_number' : 'verified_email', Priority: 1 }
      ]
    },
    Policies: {
      PasswordPolicy: {
        MinimumLength: 8,
        RequireUppercase: true,
        RequireLowercase: true,
        RequireNumbers: true,
        RequireSymbols: true
      },
      ...(firstFactors !== undefined && { SignInPolicy: { AllowedFirstAuthFactors: [...firstFactors] } })
    }
  })
}

async function switchOn (
  api: CognitoIdentityProvider,
  UserPoolId: string,
  factors: ReadonlySet<Mfa>
): Promise<void> {
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
    ...(factors.has('SMS_MFA') && {
      SmsMfaConfiguration: { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' } }
    }),
    ...(factors.has('EMAIL_OTP') && { EmailMfaConfiguration: {} })
  })
}

async function add (
  api: CognitoIdentityProvider,
  UserPoolId: string,
  { email, password, name, phone, invited, groups = [] }: TestUser
): Promise<void> {
  const attributes = {
    email,
    email_verified: 'true',
    name,
    phone_number: phone,
    phone_number_verified: phone && 'true'
  }
  await api.adminCreateUser({
    UserPoolId,
    Username: email,
    TemporaryPassword: password,
    MessageAction: 'SUPPRESS',
    UserAttributes: Object.entries(attributes).flatMap(([Name, Value]) =>
      Value === undefined ? [] : [{ Name, Value }]
    )
  })
  if (!invited) {
    await api.adminSetUserPassword({ UserPoolId, Username: email, Password: password, Permanent: true })
  }
  for (const GroupName of groups) await api.adminAddUserToGroup({ UserPoolId, Username: email, GroupName })
}

/** Sets a user's MFA factors, as in an application; returns the secret of the authenticator. */
async function choose (
  api: CognitoIdentityProvider,
  UserPoolId: string,
  { email, password, mfa = [] }: TestUser,
  now: () => number
): Promise<string | undefined> {
  if (mfa.length === 0) return undefined
  const { clientId: ClientId } = await client(api, UserPoolId, ['ALLOW_ADMIN_USER_PASSWORD_AUTH'])
  const { AuthenticationResult } = await api.adminInitiateAuth({
    UserPoolId,
    ClientId,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD: password }
  })
  const AccessToken = AuthenticationResult?.AccessToken as string
  const secret = mfa.includes('SOFTWARE_TOKEN_MFA')
    ? await setUpAuthenticator(api, AccessToken, now)
    : undefined
  const setting = (factor: Mfa) =>
    mfa.includes(factor) ? { Enabled: true, PreferredMfa: mfa.length === 1 } : undefined
  await api.setUserMFAPreference({
    AccessToken,
    SMSMfaSettings: setting('SMS_MFA'),
    SoftwareTokenMfaSettings: setting('SOFTWARE_TOKEN_MFA'),
    EmailMfaSettings: setting('EMAIL_OTP')
  })
  return secret
}

async function setUpAuthenticator (
  api: CognitoIdentityProvider,
  AccessToken: string,
  now: () => number
): Promise<string> {
  const { SecretCode = '' } = await api.associateSoftwareToken({ AccessToken })
  await api.verifySoftwareToken({ AccessToken, UserCode: await authenticatorCode(SecretCode, now) })
  return SecretCode
}
