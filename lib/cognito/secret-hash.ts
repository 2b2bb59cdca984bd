import { createHmac } from 'node:crypto'
import type { Operation } from './api-operation.js'

/** The parameters that have the secret itself. */
const SECRET_PARAMETERS: Partial<Record<Operation, string>> = {
  GetTokensFromRefreshToken: 'ClientSecret',
  RevokeToken: 'ClientSecret',
  GetClientToken: 'Secret'
}

/** Operations with the hash as `SecretHash`. */
const WITH_HASH: ReadonlySet<Operation> = new Set([
  'SignUp',
  'ConfirmSignUp',
  'ResendConfirmationCode',
  'ForgotPassword',
  'ConfirmForgotPassword'
])

/** The parameters that have the hash as `SECRET_HASH`, beside `USERNAME`. */
const HASH_PARAMETERS: Partial<Record<Operation, string>> = {
  InitiateAuth: 'AuthParameters',
  AdminInitiateAuth: 'AuthParameters',
  RespondToAuthChallenge: 'ChallengeResponses',
  AdminRespondToAuthChallenge: 'ChallengeResponses'
}

/**
 * Returns the input of an operation with the secret of the app client, or with a hash of it, if the operation
 * requires one.
 */
export function withSecret (operation: Operation, input: object, secret: string | undefined): object {
  if (secret === undefined) return input
  const { ClientId, Username, ...others } = input as Record<string, unknown>
  const secretName = SECRET_PARAMETERS[operation]
  if (secretName !== undefined) return { ...input, [secretName]: secret }
  if (WITH_HASH.has(operation)) {
    return { ...input, SecretHash: secretHash(secret, Username as string, ClientId as string) }
  }
  const name = HASH_PARAMETERS[operation]
  if (name === undefined) return input
  const parameters = others[name] as Record<string, string>
  const hash = secretHash(secret, parameters['USERNAME'] as string, ClientId as string)
  return { ...input, [name]: { ...parameters, SECRET_HASH: hash } }
}

/**
 * Computes the SECRET_HASH.
 * @see
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
 */
function secretHash (secret: string, username: string, clientId: string): string {
  return createHmac('sha256', secret)
    .update(username + clientId)
    .digest('base64')
}
