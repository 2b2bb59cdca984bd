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
