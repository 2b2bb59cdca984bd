/** The settings of operations that change nothing, and why. */
type Settings = Readonly<Record<string, string>>

const MAILBOX = 'messages go to the mailbox, with the code or the link alone'
const THREATS = 'there is no threat protection; only the history of users is kept'
const METADATA = 'the risk of requests is not evaluated'

const POOL: Settings = {
  EmailConfiguration: MAILBOX,
  'SmsConfiguration.SnsCallerArn': `${MAILBOX}; that SMS is configured allows it as an MFA factor`,
  SmsVerificationMessage: MAILBOX,
  EmailVerificationMessage: MAILBOX,
  EmailVerificationSubject: MAILBOX,
  'VerificationMessageTemplate.SmsMessage': MAILBOX,
  'VerificationMessageTemplate.EmailMessage': MAILBOX,
  'VerificationMessageTemplate.EmailSubject': MAILBOX,
  'VerificationMessageTemplate.EmailMessageByLink': MAILBOX,
  'VerificationMessageTemplate.EmailSubjectByLink': MAILBOX,
  SmsAuthenticationMessage: MAILBOX,
  'AdminCreateUserConfig.InviteMessageTemplate': MAILBOX,
  'AdminCreateUserConfig.UnusedAccountValidityDays': 'PasswordPolicy.TemporaryPasswordValidityDays applies',
  LambdaConfig:
    'triggers are functions of the option `triggers`; only the version of PreTokenGenerationConfig applies',
  UserPoolAddOns: THREATS,
  UserPoolTier: 'every feature is available in every tier',
  KeyConfiguration: 'keys are created locally',
  IssuerConfiguration: 'the issuer is the URL of the local Cognito',
  DcrConfiguration: 'there is no registration endpoint',
  AcrConfiguration: 'tokens have no `acr`'
}

const CLIENT: Settings = {
  AnalyticsConfiguration: 'nothing is analyzed',
  EnablePropagateAdditionalUserContextData: METADATA
}

const SIGN_IN: Settings = {
  AnalyticsMetadata: 'nothing is analyzed',
  UserContextData: METADATA,
  ContextData: METADATA
}

const LAYOUT = 'pages have one layout; colors, radii, the color scheme and images apply'

const STYLE: Settings = {
  'Settings.categories.auth': LAYOUT,
  'Settings.categories.form': LAYOUT,
  'Settings.categories.signUp': 'Cognito reserves it for later',
  'Settings.categories.global.pageHeader': LAYOUT,
  'Settings.categories.global.pageFooter': LAYOUT,
  'Settings.categories.global.spacingDensity': LAYOUT,
  'Settings.componentClasses.divider': LAYOUT,
  'Settings.componentClasses.dropDown': LAYOUT,
  'Settings.componentClasses.idpButtons': LAYOUT,
  'Settings.componentClasses.inputDescription': LAYOUT,
  'Settings.componentClasses.optionControls': LAYOUT,
  'Settings.componentClasses.statusIndicator': LAYOUT,
  'Settings.components.alert': LAYOUT,
  'Settings.components.favicon': 'the icon is shown if there is one',
  'Settings.components.pageHeader': LAYOUT,
  'Settings.components.pageFooter': LAYOUT,
  'Settings.components.phoneNumberSelector': LAYOUT,
  Assets: 'only FORM_LOGO, PAGE_BACKGROUND, FAVICON_ICO and FAVICON_SVG are shown'
}

/**
 * Settings that the local Cognito accepts and describes, and that do not change its behavior. The log entry
 * of a call names them, and `docs/local/differences.md` lists them.
 */
export const WITHOUT_EFFECT: Readonly<Record<string, Settings>> = {
  CreateUserPool: POOL,
  UpdateUserPool: POOL,
  CreateUserPoolClient: CLIENT,
  UpdateUserPoolClient: CLIENT,
  SetUserPoolMfaConfig: {
    'SmsMfaConfiguration.SmsAuthenticationMessage': MAILBOX,
    'EmailMfaConfiguration.Message': MAILBOX,
    'EmailMfaConfiguration.Subject': MAILBOX
  },
  SignUp: SIGN_IN,
  ConfirmSignUp: SIGN_IN,
  ResendConfirmationCode: SIGN_IN,
  ForgotPassword: SIGN_IN,
  ConfirmForgotPassword: SIGN_IN,
  InitiateAuth: SIGN_IN,
  AdminInitiateAuth: SIGN_IN,
  RespondToAuthChallenge: SIGN_IN,
  AdminRespondToAuthChallenge: SIGN_IN,
  SetRiskConfiguration: {
    CompromisedCredentialsRiskConfiguration: THREATS,
    AccountTakeoverRiskConfiguration: THREATS,
    RiskExceptionConfiguration: THREATS
  },
  SetLogDeliveryConfiguration: {
    LogConfigurations: 'nothing is delivered; the option `log` receives every call'
  },
  UpdateProvisionedLimit: { RequestedLimitValue: 'requests are not limited' },
  SetUserPoolSessionConfiguration: {
    TokenSession: 'users may have any number of sessions'
  },
  RevokeToken: { RevokeAssociatedSessions: 'sessions are not linked' },
  RevokeUserSession: { RevokeAssociatedSessions: 'sessions are not linked' },
  AdminRevokeUserSession: { RevokeAssociatedSessions: 'sessions are not linked' },
  CreateUserImportJob: {
    CloudWatchLogsRoleArn: 'nothing is logged; CompletionMessage has the last error'
  },
  CreateManagedLoginBranding: STYLE,
  UpdateManagedLoginBranding: STYLE,
  CreateUserPoolReplica: { UserPoolTags: 'a replica has the tags of its user pool' },
  UpdateUserPoolReplica: { Status: 'a replica is described, and receives no requests' },
  CreateUserPoolDomain: {
    CustomDomainConfig: 'the domain is always that of the local Cognito',
    Routing: 'as CustomDomainConfig'
  },
  UpdateUserPoolDomain: {
    CustomDomainConfig: 'the domain is always that of the local Cognito',
    Routing: 'as CustomDomainConfig'
  }
}

/** Returns the settings of a request that have no effect. */
export function settingsWithoutEffect (operation: string, input: Record<string, unknown>): string[] {
  return Object.keys(WITHOUT_EFFECT[operation] ?? {}).filter(path => isGiven(input, path.split('.')))
}

function isGiven (value: unknown, [name, ...rest]: string[]): boolean {
  if (name === undefined) return value !== undefined && value !== null
  return (
    typeof value === 'object' && value !== null && isGiven((value as Record<string, unknown>)[name], rest)
  )
}
