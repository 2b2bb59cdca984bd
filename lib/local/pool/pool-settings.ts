import type {
  CreateUserPoolRequest,
  PasswordPolicyType,
  UpdateUserPoolRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { withoutUndefined } from '../without-undefined.js'
import { invalidParameter } from './exception.js'
import type { PoolSettings } from './records.js'
import { createSchema } from './schema-settings.js'

/** The settings that CreateUserPool and UpdateUserPool have in common. */
type PoolInput = Omit<UpdateUserPoolRequest, 'UserPoolId'>

/** Returns a password policy. A policy that is given in part has no requirement that it omits. */
function passwordPolicy (given?: PasswordPolicyType) {
  const isRequired = given === undefined
  return {
    MinimumLength: 8,
    RequireUppercase: isRequired,
    RequireLowercase: isRequired,
    RequireNumbers: isRequired,
    RequireSymbols: isRequired,
    TemporaryPasswordValidityDays: 7,
    ...given
  }
}

/** Settings that UpdateUserPool does not change. */
const FIXED = [
  'SchemaAttributes',
  'UsernameAttributes',
  'AliasAttributes',
  'UsernameConfiguration',
  'Domain',
  'CustomDomain'
] as const

type Fixed = (typeof FIXED)[number]

/** Returns the settings of a new pool, with AWS's defaults. */
export function newPoolSettings ({
  UsernameAttributes,
  AliasAttributes,
  UsernameConfiguration,
  ...given
}: CreateUserPoolRequest): PoolSettings {
  if (UsernameAttributes !== undefined && AliasAttributes !== undefined) {
    throw invalidParameter('Only one of the aliasAttributes or usernameAttributes can be set in a user pool.')
  }
  const fixed = {
    SchemaAttributes: createSchema(given.Schema),
    ...(UsernameAttributes && { UsernameAttributes }),
    ...(AliasAttributes && { AliasAttributes }),
    ...(UsernameConfiguration && { UsernameConfiguration })
  }
  const { Schema: _schema, UserPoolTags, PoolName, ...rest } = given
  const changeable = changeableSettings({ ...rest, PoolName } as PoolInput)
  return { ...changeable, ...fixed, UserPoolTags: UserPoolTags ?? {} }
}

/** Returns a pool's settings after UpdateUserPool: omitted settings return to their defaults. */
export function updatedPoolSettings (settings: PoolSettings, given: PoolInput): PoolSettings {
  return withoutUndefined({
    ...changeableSettings({ ...given, PoolName: given.PoolName ?? settings.Name }),
    ...(Object.fromEntries(FIXED.map(name => [name, settings[name]])) as Pick<PoolSettings, Fixed>),
    UserPoolTags: given.UserPoolTags ?? settings.UserPoolTags
  })
}

function changeableSettings ({ PoolName, UserPoolTags: _tags, ...given }: PoolInput): PoolSettings {
  const factors = given.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ['PASSWORD']
  const policy = passwordPolicy(given.Policies?.PasswordPolicy)
  return withoutUndefined({
    ...given,
    Name: PoolName,
    Policies: { PasswordPolicy: policy, SignInPolicy: { AllowedFirstAuthFactors: factors } },
    DeletionProtection: given.DeletionProtection ?? 'INACTIVE',
    LambdaConfig: given.LambdaConfig ?? {},
    MfaConfiguration: given.MfaConfiguration ?? 'OFF',
    EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT', ...given.EmailConfiguration },
    AdminCreateUserConfig: {
      AllowAdminCreateUserOnly: false,
      UnusedAccountValidityDays: policy.TemporaryPasswordValidityDays,
      ...given.AdminCreateUserConfig
    },
    ...templateTexts(given),
    AccountRecoverySetting: given.AccountRecoverySetting ?? DEFAULT_RECOVERY,
    UserPoolTier: given.UserPoolTier ?? 'ESSENTIALS'
  } as PoolSettings)
}

/** AWS's default (API Reference, AccountRecoverySettingType). */
const DEFAULT_RECOVERY = {
  RecoveryMechanisms: [
    { Priority: 1, Name: 'verified_phone_number' as const },
    { Priority: 2, Name: 'verified_email' as const }
  ]
}

/** The template's texts and the older settings of the same texts are described as one. */
function templateTexts ({ VerificationMessageTemplate: template = {}, ...given }: PoolInput) {
  const sms = template.SmsMessage ?? given.SmsVerificationMessage
  const subject = template.EmailSubject ?? given.EmailVerificationSubject
  const message = template.EmailMessage ?? given.EmailVerificationMessage
  const texts = { SmsMessage: sms, EmailSubject: subject, EmailMessage: message }
  return {
    SmsVerificationMessage: sms,
    EmailVerificationSubject: subject,
    EmailVerificationMessage: message,
    VerificationMessageTemplate: withoutUndefined({
      DefaultEmailOption: 'CONFIRM_WITH_CODE' as const,
      ...template,
      ...texts
    })
  }
}
