import { createHmac, randomUUID } from 'node:crypto'
import {
  CognitoIdentityProvider,
  type AttributeType,
  type ChallengeNameType,
  type CreateUserPoolClientCommandInput
} from '@aws-sdk/client-cognito-identity-provider'
import { decodeJwt } from 'jose'
import { startLocalCognito, type LocalCognito, type LocalCognitoOptions } from '../../dist/local/index.js'

process.env['NODE_ENV'] = 'test'

export const PASSWORD = 'Passw0rd!'

export interface Started {
  local: LocalCognito
  api: CognitoIdentityProvider
}

/** A local Cognito and an SDK client of it, closed when the test ends. */
export async function start (
  t: { teardown: (fn: () => unknown) => void },
  options: LocalCognitoOptions = {}
): Promise<Started> {
  const local = await startLocalCognito(options)
  const api = sdkClient(local.endpoint)
  t.teardown(async () => {
    api.destroy()
    await local.close()
  })
  return { local, api }
}

export function sdkClient (endpoint: string): CognitoIdentityProvider {
  return new CognitoIdentityProvider({
    region: 'eu-west-1',
    endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })
}

/** A clock that is stopped at a whole second until a test sets it forward. */
export function createClock () {
  let now = Math.floor(Date.now() / 1000) * 1000
  return {
    clock: () => now,
    forward: (seconds: number) => {
      now += seconds * 1000
    }
  }
}

export const user = (email: string, more = {}) => ({ email, password: PASSWORD, name: 'Ada', ...more })

/** The attributes that the pool requires, and more. */
export function attributes (more: Record<string, string> = {}): AttributeType[] {
  return Object.entries({ name: 'Ada', phone_number: '+15550100', ...more }).map(([Name, Value]) => ({
    Name,
    Value
  }))
}

export async function signIn ({ local, api }: Started, email: string, clientId = local.clientId) {
  const response = await api.initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD }
  })
  return tokens(response)
}

export function tokens (response: {
  AuthenticationResult?:
    | { AccessToken?: string | undefined, IdToken?: string | undefined, RefreshToken?: string | undefined }
    | undefined
}) {
  const { AccessToken = '', IdToken = '', RefreshToken = '' } = response.AuthenticationResult ?? {}
  return {
    AccessToken,
    IdToken,
    RefreshToken,
    access: AccessToken ? decodeJwt(AccessToken) : {},
    id: IdToken ? decodeJwt(IdToken) : {}
  }
}

/** Creates an app client with the flows for passwords and refresh tokens. */
export async function addClient (
  { local, api }: Started,
  settings: Partial<CreateUserPoolClientCommandInput> = {}
) {
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId: local.userPoolId,
    ClientName: 'test',
    ExplicitAuthFlows: [
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_ADMIN_USER_PASSWORD_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH'
    ],
    ...settings
  })
  return {
    ClientId: UserPoolClient?.ClientId as string,
    ClientSecret: UserPoolClient?.ClientSecret as string
  }
}

export const rotating = (grace: number): Partial<CreateUserPoolClientCommandInput> => ({
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: grace }
})

export function secretHash (
  { ClientId, ClientSecret }: { ClientId: string, ClientSecret: string },
  username: string
): string {
  return createHmac('sha256', ClientSecret)
    .update(username + ClientId)
    .digest('base64')
}

/** Sends a request without an SDK. */
export async function raw (local: { endpoint: string }, operation: string, body: unknown) {
  const response = await fetch(local.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      authorization: 'AWS4-HMAC-SHA256 Credential=test',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`
    },
    body: typeof body === 'string' ? body : JSON.stringify(body)
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

export const newEmail = () => `${randomUUID()}@example.com`

/** Starts a sign-in: returns tokens or the first challenge. */
export async function startSignIn (
  { local, api }: Started,
  USERNAME: string,
  password = PASSWORD,
  ClientId = local.clientId
) {
  return await api.initiateAuth({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD: password }
  })
}

/** Responds to a challenge: returns tokens or the next challenge. */
export async function respondToChallenge (
  { local, api }: Started,
  ChallengeName: ChallengeNameType,
  Session: string | undefined,
  USERNAME: string,
  responses: Record<string, string> = {},
  ClientId = local.clientId
) {
  return await api.respondToAuthChallenge({
    ClientId,
    ChallengeName,
    Session,
    ChallengeResponses: { USERNAME, ...responses }
  })
}

/** Creates a confirmed user with a verified email address, and returns the address. */
export async function addUser (
  { local, api }: Started,
  more: Record<string, string> = {},
  UserPoolId = local.userPoolId
): Promise<string> {
  const Username = newEmail()
  await api.adminCreateUser({
    UserPoolId,
    Username,
    MessageAction: 'SUPPRESS',
    UserAttributes: attributes({ email: Username, email_verified: 'true', ...more })
  })
  await api.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true })
  return Username
}

/** Creates a user with a temporary password, and returns the username. */
export async function invite (
  { local, api }: Started,
  UserAttributes = attributes(),
  UserPoolId = local.userPoolId
): Promise<string> {
  const Username = newEmail()
  await api.adminCreateUser({
    UserPoolId,
    Username,
    TemporaryPassword: PASSWORD,
    MessageAction: 'SUPPRESS',
    UserAttributes
  })
  return Username
}

/** The members of UserType that users without MFA have. */
export const USER_MEMBERS = [
  'Attributes',
  'Enabled',
  'UserCreateDate',
  'UserLastModifiedDate',
  'UserStatus',
  'Username'
]

/** Another code of the same length. */
export const otherThan = (code = ''): string =>
  String((Number(code) + 1) % 10 ** code.length).padStart(code.length, '0')
