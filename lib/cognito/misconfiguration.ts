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

const WRONG_SECRET = misconfigured(
  'clientSecret is not the secret of the app client: correct it',
  /secret[ _]?hash/i,
  /client secret/i,
  /(?:invalid|wrong|incorrect) secret/i,
  /\bsecret does not match\b/i
)

const INVALID_CLIENT = misconfigured(
  'the app client does not exist, or clientSecret is not its secret: check clientId and clientSecret',
  /\binvalid[ _]client\b/i
)

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
  WRONG_SECRET,
  INVALID_CLIENT,
  misconfigured(
    'the app client may not request these scopes: add them to its AllowedOAuthScopes',
    /\binvalid[ _]scope/i
  ),
  misconfigured(
    'the app client does not exist in the user pool: check clientId and userPoolId',
    /\bclient\b.{0,140}\b(?:does not exist|not found)/i
  ),
  misconfigured(
    'the user pool does not exist: check userPoolId, region and endpoint',
    /\buser ?pool\b.{0,140}\b(?:does not exist|not found)/i
  ),
  notEnabled(
    'the app client does not allow this authentication flow: add it to its ExplicitAuthFlows',
    /initiate ?auth method (?:is )?(?:not |un)supported/i,
    /not (?:enabled|supported|allowed) for (?:this|the) (?:app )?client/i,
    /\bclient\b.{0,40}\b(?:does not|cannot) (?:support|allow|use)\b/i,
    /\b(?:[a-z_]+_auth|auth\w*) (?:flow |method )?(?:is )?(?:not (?:enabled|supported|allowed)|unsupported)\b/i,
    /\bflow (?:is )?(?:not (?:enabled|supported|allowed)|unsupported)\b/i,
    /\bunsupported auth\w* (?:flow|method)/i
  ),
  notEnabled(
    'the user pool lacks the Lambda triggers of custom authentication: add them',
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
    'the user pool does not verify contact attributes automatically: set its AutoVerifiedAttributes',
    /auto[ -]?verification (?:is )?not turned on/i
  ),
  {
    code: 'FST_COGNITO_INVALID_PARAMETER',
    exceptions: POOL_EXCEPTIONS,
    patterns: [/device tracking is not enabled/i],
    reason: 'the user pool does not track devices: set its DeviceConfiguration, or exclude the device routes'
  },
  notEnabled(
    'the user pool is not configured for this: check its MFA and passkey settings',
    /\bnot (?:been )?(?:enabled|configured|supported) (?:for|by|in|on) (?:the |this )?user ?pool\b/i,
    /\buser ?pool\b.{0,40}\b(?:not (?:been )?(?:enabled|configured|supported)|does not (?:have|support))\b/i,
    /\bnot turned on (?:for|by|in|on) (?:the |this )?user ?pool\b/i,
    /\b(?:mfa|totp|[a-z]+_otp|passkeys?|sign-?in) (?:is |are |has |have )?not (?:been )?(?:enabled|configured|supported|turned on)\.?$/i
  ),
  deliveryFailed(
    'the limit of messages is reached: configure Amazon SES for the user pool, or raise the SES or SNS quota',
    /\b(?:daily|monthly)\b.{0,20}\b(?:e-?mail|sms|spend\w*|messages?)\b/i,
    /\b(?:spend\w*|sending) (?:limit|quota)/i
  ),
  deliveryFailed(
    'Amazon SES or SNS does not send to this recipient: verify the sending identity, and leave the sandbox',
    /address is not verified/i,
    /\bsandbox\b/i
  )
]

/** The cause by the name of the exception, if its message has no further details. */
export const REASON_BY_EXCEPTION: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AccessDeniedException: "the IAM policy of the server's AWS credentials does not allow this operation",
    CredentialsProviderError: 'the server has no AWS credentials',
    ExpiredTokenException: "the server's AWS credentials have expired",
    FeatureUnavailableInTierException: "the user pool's feature plan does not include this",
    InvalidEmailRoleAccessPolicyException:
      'Cognito is not allowed to send email with the Amazon SES identity of the user pool',
    InvalidSignatureException: "the server's AWS credentials or its clock are wrong",
    InvalidSmsRoleAccessPolicyException:
      'the SMS role of the user pool is not allowed to publish to Amazon SNS',
    InvalidSmsRoleTrustRelationshipException: 'the SMS role of the user pool does not trust Cognito',
    InvalidUserPoolConfigurationException: 'the configuration of the user pool is invalid',
    MissingAuthenticationTokenException: 'the request had no AWS signature',
    OperationNotEnabledException: 'the operation is not available for the user pool in this Region',
    ResourceNotFoundException:
      'the user pool or app client does not exist: check userPoolId, clientId and endpoint',
    SoftwareTokenMFANotFoundException: 'authenticator apps (TOTP) are not enabled for the user pool',
    UnrecognizedClientException: "the server's AWS credentials are invalid",
    UnsupportedOperationException: 'the feature, such as token revocation, is not enabled for the app client',
    WebAuthnConfigurationMissingException: 'the user pool has no relying party for passkeys',
    WebAuthnNotEnabledException: 'the user pool does not allow WEB_AUTHN as a first factor'
  })
)

/** A message that contains input: Cognito quotes the values that it validates. */
const QUOTING_MESSAGE = /validation errors? detected|failed with error/i

/** A single validation error may come without the sentence that introduces several. */
function isValidationError (exception: string, message: string): boolean {
  return exception === 'InvalidParameterException' && /failed to satisfy constraint/i.test(message)
}

/** Returns the misconfiguration that the message of an exception describes, or null. */
export function misconfigurationIn (
  context: ErrorContext,
  exception: string,
  message: string
): Misconfiguration | null {
  const rule = ruleFor(exception, message)
  return rule === WRONG_SECRET && LATER_STEPS.has(context) ? null : rule
}

/**
 * Returns whether an exception of Cognito says that the secret of the app client is wrong. Cognito checks it
 * first: nothing of the request was executed.
 */
export function isWrongSecret (error: unknown): boolean {
  const { name, message } = error as Error
  const rule = ruleFor(name, message)
  return rule === WRONG_SECRET || rule === INVALID_CLIENT
}

function ruleFor (exception: string, message: string): Rule | null {
  if (QUOTING_MESSAGE.test(message) || isValidationError(exception, message)) return null
  const isMatch = ({ exceptions, patterns }: Rule) =>
    exceptions.includes(exception) && patterns.some(pattern => pattern.test(message))
  return RULES.find(isMatch) ?? null
}
