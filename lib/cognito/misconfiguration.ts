import type { CognitoErrorCode } from '../errors.js'
import type { ErrorContext } from './exceptions.js'

/** The error code of a failure, and its cause for the log. */
export interface Misconfiguration {
  readonly code: CognitoErrorCode
  readonly reason: string
}

interface Rule extends Misconfiguration {
  readonly exceptions: readonly string[]
  /** The messages that match: any of these. */
  readonly patterns: readonly RegExp[]
  /** The operations that the rule does not apply to. */
  readonly except?: ReadonlySet<ErrorContext>
}

/**
 * Steps after the first of a sign-in. The first has shown that the client secret is right, so a SECRET_HASH
 * that does not match comes from the username that the caller sent.
 */
export const LATER_STEPS: ReadonlySet<ErrorContext> = new Set([
  'RespondToAuthChallenge',
  'AdminRespondToAuthChallenge',
  'PasswordChallenge'
])

const CLIENT_EXCEPTIONS = [
  'NotAuthorizedException',
  'UnauthorizedException',
  'InvalidParameterException',
  'ResourceNotFoundException'
]
const POOL_EXCEPTIONS = [
  'NotAuthorizedException',
  'InvalidParameterException',
  'MFAMethodNotFoundException',
  'SoftwareTokenMFANotFoundException'
]
const DELIVERY_EXCEPTIONS = ['CodeDeliveryFailureException', 'LimitExceededException']

const misconfigured = (reason: string, ...patterns: RegExp[]): Rule => ({
  code: 'FST_COGNITO_MISCONFIGURED',
  reason,
  patterns,
  exceptions: CLIENT_EXCEPTIONS
})
const notEnabled = (reason: string, ...patterns: RegExp[]): Rule => ({
  code: 'FST_COGNITO_NOT_ENABLED',
  reason,
  patterns,
  exceptions: POOL_EXCEPTIONS
})
const deliveryFailed = (reason: string, ...patterns: RegExp[]): Rule => ({
  code: 'FST_COGNITO_CODE_DELIVERY_FAILED',
  reason,
  patterns,
  exceptions: DELIVERY_EXCEPTIONS
})

/** Misconfigurations that only the message of Cognito distinguishes. The first matching rule applies. */
const RULES: readonly Rule[] = [
  misconfigured(
    'the app client has a secret: set clientSecret',
    /configured (?:for|with) (?:a )?(?:client )?secret but .{0,40}not (?:received|provided|sent)/i
  ),
  misconfigured(
    'the app client has no secret: remove clientSecret',
    /configured without (?:a )?(?:client )?secret/i,
    /not configured (?:for|with) (?:a )?(?:client )?secret/i
  ),
  {
    ...misconfigured(
      'clientSecret is not the secret of the app client',
      /secret[ _]?hash/i,
      /client secret/i,
      /(?:invalid|wrong|incorrect) secret/i
    ),
    except: LATER_STEPS
  },
  misconfigured('there is no such app client, or clientSecret is not its secret', /\binvalid[ _]client\b/i),
  misconfigured(
    'the user pool has no such app client: check clientId and userPoolId',
    /\bclient\b.{0,140}\b(?:does not exist|not found)/i
  ),
  misconfigured(
    'there is no such user pool: check userPoolId, region and endpoint',
    /\buser ?pool\b.{0,140}\b(?:does not exist|not found)/i
  ),
  notEnabled(
    'the app client does not allow this authentication flow: add it to its ExplicitAuthFlows',
    /initiate ?auth method (?:is )?(?:not |un)supported/i,
    /not (?:enabled|supported|allowed) for (?:this|the) (?:app )?client/i,
    /\bclient\b.{0,40}\b(?:does not|cannot) (?:support|allow|use)\b/i,
    /\b(?:[a-z]+_auth|auth\w*) (?:flow |method )?(?:is )?(?:not (?:enabled|supported|allowed)|unsupported)\b/i,
    /\bflow (?:is )?(?:not (?:enabled|supported|allowed)|unsupported)\b/i,
    /\bunsupported auth\w* (?:flow|method)/i
  ),
  notEnabled(
    'the user pool lacks the Lambda triggers of custom authentication',
    /custom auth\w* (?:lambda )?triggers? (?:is|are) not configured/i,
    /auth ?challenge\w* .{0,40}not configured/i
  ),
  notEnabled(
    'the user pool cannot send these messages: check its SMS and email configuration',
    /not have (?:an? )?(?:sms|email) configuration/i,
    /\b(?:sms|email) ?configuration\b.{0,40}\b(?:missing|required|not (?:set|found|configured))/i,
    /\b(?:missing|invalid|no) (?:sms|email) ?configuration/i,
    /\b(?:sms|email) role\b.{0,40}\b(?:missing|required|not (?:set|found|configured))/i,
    /cannot send (?:an? )?(?:sms|email)/i
  ),
  notEnabled(
    'the user pool verifies no address automatically: set its AutoVerifiedAttributes',
    /auto[ -]?verification (?:is )?not turned on/i
  ),
  {
    code: 'FST_COGNITO_INVALID_PARAMETER',
    exceptions: POOL_EXCEPTIONS,
    patterns: [/device tracking is not enabled/i],
    reason: 'the user pool does not track devices: set its DeviceConfiguration, or exclude the device routes'
  },
  notEnabled(
    'the user pool does not have this enabled: check its MFA and passkey settings',
    /\bnot (?:been )?(?:enabled|configured|supported) (?:for|by|in|on) (?:the |this )?user ?pool\b/i,
    /\buser ?pool\b.{0,40}\b(?:not (?:been )?(?:enabled|configured|supported)|does not (?:have|support))\b/i,
    /\bnot turned on (?:for|by|in|on) (?:the |this )?user ?pool\b/i,
    /\b(?:mfa|totp|[a-z]+_otp|passkeys?|sign-?in) (?:is |are |has |have )?not (?:been )?(?:enabled|configured|supported|turned on)\.?$/i
  ),
  deliveryFailed(
    'the limit of messages is reached: configure Amazon SES for the user pool, or raise the SES or SNS limit',
    /\b(?:daily|monthly)\b.{0,20}\b(?:e-?mail|sms|spend\w*|messages?)\b/i,
    /\b(?:spend\w*|sending) (?:limit|quota)/i
  ),
  deliveryFailed(
    'Amazon SES or SNS does not send to this address: verify the sending identity, and leave the sandbox',
    /address is not verified/i,
    /\bsandbox\b/i
  )
]

/** The cause by the name of the exception, for messages without further details. */
export const REASON_BY_EXCEPTION: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AccessDeniedException: "the IAM policy of the server's AWS credentials does not allow this operation",
    CredentialsProviderError: 'the server has no AWS credentials',
    ExpiredTokenException: "the server's AWS credentials have expired",
    FeatureUnavailableInTierException: "the user pool's feature plan does not include this",
    InvalidEmailRoleAccessPolicyException:
      'Cognito may not send email by the Amazon SES identity of the pool',
    InvalidSignatureException: "the server's AWS credentials are wrong, or its clock is",
    InvalidSmsRoleAccessPolicyException: 'the SMS role of the user pool may not publish to Amazon SNS',
    InvalidSmsRoleTrustRelationshipException: 'the SMS role of the pool lacks Cognito as a trusted service',
    InvalidUserPoolConfigurationException: 'the configuration of the user pool is not valid',
    MissingAuthenticationTokenException: 'the request had no AWS signature',
    OperationNotEnabledException: 'the user pool does not offer this operation in this Region',
    ResourceNotFoundException: 'no such user pool or app client: check userPoolId, clientId and endpoint',
    SoftwareTokenMFANotFoundException: 'the user pool does not have authenticators (TOTP) enabled',
    UnrecognizedClientException: "the server's AWS credentials are not valid",
    UnsupportedOperationException: 'the app client does not have this enabled, such as token revocation',
    WebAuthnConfigurationMissingException: 'the user pool has no relying party for passkeys',
    WebAuthnNotEnabledException: 'the user pool does not allow WEB_AUTHN as a first factor'
  })
)

/** A message that contains input: Cognito quotes the values that it validates. */
const QUOTING_MESSAGE = /validation errors? detected|failed with error/i

/** A single fault may come without the sentence that introduces several. */
function isValidationError (exception: string, message: string): boolean {
  return exception === 'InvalidParameterException' && /failed to satisfy constraint/i.test(message)
}

/** Returns the misconfiguration that the message of an exception describes, or null. */
export function misconfigurationIn (
  situation: ErrorContext,
  exception: string,
  message: string
): Misconfiguration | null {
  if (QUOTING_MESSAGE.test(message) || isValidationError(exception, message)) return null
  const applies = ({ exceptions, except }: Rule) => exceptions.includes(exception) && !except?.has(situation)
  return RULES.find(rule => applies(rule) && rule.patterns.some(pattern => pattern.test(message))) ?? null
}

/** The names of the Lambda triggers at the start of Cognito's messages. */
const TRIGGER = new RegExp(
  `^(${[
    'PreSignUp',
    'PostConfirmation',
    'PreAuthentication',
    'PostAuthentication',
    'PreTokenGeneration',
    'DefineAuthChallenge',
    'CreateAuthChallenge',
    'VerifyAuthChallengeResponse',
    'UserMigration',
    'CustomMessage',
    'CustomEmailSender',
    'CustomSMSSender'
  ].join('|')}) (?:invocation )?failed\\b`
)

/** Returns the Lambda trigger that failed, from the message of Cognito. Null if the message names none. */
export function triggerIn (exception: string, message: string): string | null {
  return exception.includes('Lambda') ? (TRIGGER.exec(message)?.[1] ?? null) : null
}
