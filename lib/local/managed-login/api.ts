import { secretHash } from '../pool/app-client.js'
import { CognitoException } from '../pool/exception.js'
import type { AppClient } from '../pool/records.js'
import { createCall } from '../protocol/call.js'
import type { Fields } from '../protocol/types.js'
import { isText, translateIfKnown } from './languages.js'
import type { Problem } from './page.js'
import type { SignInRequest } from './sign-in-request.js'
import type { Visit } from './visit.js'

/** Calls an operation of the API for a username, as the app client of the request. */
export async function callFor (
  { pools }: Visit,
  { client }: Pick<SignInRequest, 'client'>,
  operation: string,
  input: Fields & { Username: string }
): Promise<Fields> {
  const hash = hashFor(client, input.Username)
  return await createCall(pools)(operation, {
    ...input,
    ClientId: client.id,
    ...(hash !== undefined && { SecretHash: hash })
  })
}

/** Returns the secret hash for a username. Browsers send none, but operations require it. */
export function hashFor ({ id, secrets }: AppClient, username: string): string | undefined {
  const secret = secrets[0]?.value
  return secret && secretHash(secret, username, id)
}

/** The fields that exceptions are about. */
const FIELDS: Readonly<Record<string, string>> = {
  NotAuthorizedException: 'password',
  InvalidPasswordException: 'password',
  PasswordHistoryPolicyViolationException: 'password',
  UserNotFoundException: 'username',
  UsernameExistsException: 'username',
  AliasExistsException: 'code',
  CodeMismatchException: 'code',
  ExpiredCodeException: 'code',
  EnableSoftwareTokenMFAException: 'code'
}

/** Returns the problem that a form with these fields shows for an exception. Rethrows other errors. */
export function problemOf ({ language }: Visit, error: unknown, fields: readonly string[]): Problem {
  if (!(error instanceof CognitoException)) throw error
  const { name, message } = error
  const field = fields.find(field => field === FIELDS[name])
  if (name === 'UserLambdaValidationException') return { message: triggerText(message), field }
  const lang = isText(message) || language === 'en' ? undefined : 'en'
  return { message: translateIfKnown(language, message), lang, field }
}

/** Returns the message of the trigger itself. */
function triggerText (message: string): string {
  return message.replace(/^\w+ failed with error /, '')
}
