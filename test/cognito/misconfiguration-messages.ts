/** Messages of Cognito about the configuration of the user pool and the app client. */

/** The app client has a secret, and none was sent. */
export const NO_SECRET = [
  'Client 1h57kf5cpq is configured for secret but secret was not received',
  'Client 1h57kf5cpq is configured with secret but SECRET_HASH was not received',
  'client 1h57kf5cpq is configured with secret but a secret was not received.',
  'Error: Client 1h57kf5cpq is configured with secret but client secret was not received'
]

/** The app client has no secret, and one was sent. */
export const UNEXPECTED_SECRET = [
  'Client 1h57kf5cpq is not configured for secret but secret was received',
  'Client 1h57kf5cpq is configured without secret but SECRET_HASH was received'
]

/** The secret is wrong. */
export const WRONG_SECRET = [
  'Unable to verify secret hash for client 1h57kf5cpq',
  'SecretHash does not match for the client: 1h57kf5cpq',
  'Client secret does not match for the client: 1h57kf5cpq',
  'Invalid secret provided'
]

/** A feature or flow is not enabled. */
export const NOT_ENABLED = [
  'Custom auth lambda trigger is not configured for the user pool.',
  'User pool does not have SMS configuration to send messages.',
  'User pool does not have email configuration to send messages.',
  'Initiate Auth method not supported.',
  'Auth flow not enabled for this client',
  'USER_PASSWORD_AUTH flow not enabled for this client',
  'USER_SRP_AUTH is not enabled for the client.',
  'ADMIN_USER_PASSWORD_AUTH flow is not enabled',
  'Unsupported auth flow',
  'Initiate Auth method is unsupported.',
  'The app client does not support this flow',
  'CreateAuthChallenge lambda is not configured',
  'SMS configuration is missing for the user pool',
  'Missing SMS configuration',
  'Invalid SmsConfiguration',
  'SMS role is not configured',
  'Cannot send SMS: no role',
  'Cannot resend codes. Auto verification not turned on.',
  'Software token MFA not enabled for the userPool',
  'Email MFA has not been configured.',
  'EMAIL_OTP is not supported by this user pool',
  'SMS MFA is not turned on for the user pool',
  'Passkeys are not enabled',
  'Passwordless sign-in is not enabled'
]

/** The limit of messages is reached. */
export const DAILY =
  'Exceeded daily email limit for the operation or the account. If a higher limit is required, ' +
  'please configure your user pool to use your own Amazon SES configuration for sending email.'

/** Exceptions that a configuration causes, with their status and the reason that the log shows. */
export const REASONS = [
  ['AccessDeniedException', 500, /IAM policy/],
  ['ExpiredTokenException', 500, /expired/],
  ['InvalidSignatureException', 500, /AWS credentials/],
  ['MissingAuthenticationTokenException', 500, /AWS signature/],
  ['UnrecognizedClientException', 500, /AWS credentials/],
  ['InvalidEmailRoleAccessPolicyException', 500, /Amazon SES/],
  ['InvalidSmsRoleAccessPolicyException', 500, /Amazon SNS/],
  ['InvalidSmsRoleTrustRelationshipException', 500, /SMS role/],
  ['InvalidUserPoolConfigurationException', 500, /user pool/],
  ['FeatureUnavailableInTierException', 403, /feature plan/],
  ['OperationNotEnabledException', 403, /Region/],
  ['UnsupportedOperationException', 403, /token revocation/]
] as const
