import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminResetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  InitiateAuthCommand
} from '@aws-sdk/client-cognito-identity-provider'
import type { Test } from 'tap'
import type { LocalCognito } from '../../dist/local/index.js'
import { PASSWORD, post, startCognito } from '../api.js'

/** Accounts in every state that a response could reveal, and how responses are compared. */

// For operations with AWS credentials.
process.env['AWS_ACCESS_KEY_ID'] = 'test'
process.env['AWS_SECRET_ACCESS_KEY'] = 'test'

export function administrator (t: Test, endpoint: string): CognitoIdentityProviderClient {
  const client = new CognitoIdentityProviderClient({
    region: 'local',
    endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })
  t.teardown(() => {
    client.destroy()
  })
  return client
}

export const UNKNOWN_USER = 'nobody@example.com'
export const CONFIRMED = 'confirmed@example.com'

/**
 * By state: an account whose password is right but must not be confirmed as such, and every account with a
 * wrong one.
 */
export const ACCOUNTS = {
  unknown: UNKNOWN_USER,
  confirmed: CONFIRMED,
  unconfirmed: 'unconfirmed@example.com',
  disabled: 'disabled@example.com',
  'locked out': 'locked@example.com',
  'reset required': 'reset@example.com',
  'created by an administrator': 'invited@example.com'
} as const

/** States in which a right password must look like a wrong one. */
export const NOT_READY = ['unconfirmed', 'disabled', 'locked out', 'reset required'] as const

/**
 * Starts a local Cognito with an account in each state, and an app client that hides existing users or does
 * not.
 */
export async function startAccounts (
  t: Test,
  hides: 'ENABLED' | 'LEGACY'
): Promise<{ cognito: LocalCognito, clientId: string }> {
  const account = (email: string, confirmed = true) => ({
    email,
    password: PASSWORD,
    name: 'Jane',
    confirmed
  })
  const users = [
    account(CONFIRMED),
    account(ACCOUNTS.unconfirmed, false),
    account(ACCOUNTS.disabled),
    account(ACCOUNTS['locked out']),
    account(ACCOUNTS['reset required'])
  ]
  const now = Date.now()
  // Time stands still, so that a lockout lasts.
  const cognito = await startCognito(t, { users, clock: () => now })
  const { userPoolId: UserPoolId, endpoint } = cognito
  const admin = administrator(t, endpoint)
  const { UserPoolClient } = await admin.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: hides,
      PreventUserExistenceErrors: hides,
      ExplicitAuthFlows: [
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_ADMIN_USER_PASSWORD_AUTH',
        'ALLOW_USER_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH'
      ]
    })
  )
  await admin.send(new AdminDisableUserCommand({ UserPoolId, Username: ACCOUNTS.disabled }))
  await admin.send(new AdminResetUserPasswordCommand({ UserPoolId, Username: ACCOUNTS['reset required'] }))
  await admin.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username: ACCOUNTS['created by an administrator'],
      TemporaryPassword: PASSWORD,
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'email', Value: ACCOUNTS['created by an administrator'] }]
    })
  )
  const clientId = UserPoolClient?.ClientId as string
  for (let i = 0; i < 5; i++) await refusalOf(admin, clientId, ACCOUNTS['locked out'], 'Wrong-passw0rd')
  return { cognito, clientId }
}

/** Returns what Cognito itself says about a rejected sign-in. */
export async function refusalOf (
  client: CognitoIdentityProviderClient,
  ClientId: string,
  USERNAME: string,
  PASSWORD: string
): Promise<string> {
  const command = new InitiateAuthCommand({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD }
  })
  return client.send(command).then(
    () => 'none',
    ({ name, message }: Error) => `${name}: ${message}`
  )
}

/** Everything in a response by which a client could tell accounts apart. */
export async function responseOf (
  response: ReturnType<typeof post>
): Promise<{ statusCode: number, body: string, headers: Record<string, unknown> }> {
  const {
    statusCode,
    body,
    headers: { date, ...headers }
  } = await response
  return { statusCode, body, headers }
}
