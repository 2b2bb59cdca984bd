import { createHmac } from 'node:crypto'
import {
  CognitoIdentityProvider,
  type CreateUserPoolCommandInput
} from '@aws-sdk/client-cognito-identity-provider'
import type { Test } from 'tap'
import type { CognitoAuthOptions } from '../dist/index.js'
import { startLocalCognito, type LocalCognito, type Triggers } from '../dist/local/index.js'
import { createTotpSecret } from '../dist/local/pool/totp.js'
import type { User } from '../dist/local/pool/records.js'
import type { SoftwareAuthenticator } from './protocol/software-authenticator.js'

process.env['NODE_ENV'] = 'test'

export type Factor = 'SMS_MFA' | 'EMAIL_OTP' | 'SOFTWARE_TOKEN_MFA'

/** A user of the pool of a test. */
export interface PoolUser {
  email: string
  password?: string
  sub?: string
  status?: User['status']
  disabled?: boolean
  attributes?: Record<string, string>
  phone?: string
  emailVerified?: boolean
  groups?: string[]
  mfa?: Factor[]
  preferredMfa?: Factor
  mustSetUpMfa?: boolean
  totpSecret?: string
  customAnswer?: string
  passkeys?: SoftwareAuthenticator[]
}

/** The settings of the pool of a test. */
export interface PoolOptions {
  users?: PoolUser[]
  clientSecret?: string
  mfaToSetUp?: Factor[]
  preventUserExistenceErrors?: boolean
  flows?: string[]
  firstFactors?: string[]
  selfSignUp?: boolean
  autoVerified?: ('email' | 'phone_number')[]
  requiredAttributes?: string[]
  customAttributes?: string[]
  readAttributes?: string[]
  writeAttributes?: string[]
  passwordHistory?: number
  minimumLength?: number
  rotation?: { gracePeriod: number }
  customParameters?: Record<string, string>
  relyingParty?: { id: string, origins: string[] }
  /** Whether the pool keeps the history of its users. */
  threatProtection?: boolean
  devices?: { challengeOnNewDevice?: boolean, userOptIn?: boolean }
  /** Whether requests that violate the service model are expected. */
  malformed?: true
}

export const SECRET = 'poolclientsecret0123456789'

export const ADA: PoolUser & { password: string, sub: string } = {
  email: 'ada@example.com',
  password: 'Correct-horse-7',
  sub: '7d2f5c1a-0f0e-4c53-9a55-0d6f6f6f0001',
  phone: '+491711234567'
}

export const BOB: PoolUser & { password: string } = { email: 'bob@example.com', password: 'Battery-staple-8' }

const FLOWS = [
  'USER_PASSWORD_AUTH',
  'USER_SRP_AUTH',
  'USER_AUTH',
  'CUSTOM_AUTH',
  'REFRESH_TOKEN_AUTH',
  'ADMIN_USER_PASSWORD_AUTH'
]
const FIRST_FACTORS = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN']
const SNS = { SnsCallerArn: 'arn:aws:iam::123456789012:role/sns' }
/** How long a call may take, in milliseconds: a busy machine is slow. */
const PATIENCE = 60_000

const RECOVERY = [
  { Name: 'verified_email', Priority: 1 },
  { Name: 'verified_phone_number', Priority: 2 }
] as const

/** A running local Cognito with a pool of a test. */
export interface RunningPool {
  local: LocalCognito
  /** The API with the credentials of an administrator. */
  api: CognitoIdentityProvider
  /** For `app.register(cognitoAuth, pool.options)`. */
  options: LocalCognito['options'] & Pick<CognitoAuthOptions, 'cognito'>
  /** The users of the pool. */
  users: LocalCognito['users']
  mailbox: LocalCognito['mailbox']
  /** The calls since the pool is set up. */
  requests: LocalCognito['requests']
  /** Returns a copy of a user. Throws if there is none. */
  user: (name: string) => User
  /** The time, which is stopped until `advance()`. */
  clock: () => number
  advance: (milliseconds: number) => void
}

/**
 * Starts a local Cognito with a pool that allows everything, and whose users sign in with their email
 * address. The test fails if Cognito rejects a request as malformed.
 */
export async function startPool (
  t: Test,
  { users = [ADA, BOB], ...options }: PoolOptions = {}
): Promise<RunningPool> {
  const now = Math.floor(Date.now() / 1000) * 1000
  const local = await startLocalCognito({
    region: 'eu-west-1',
    clock: () => now,
    triggers: triggersOf(users, options),
    log: ({ operation, exception = '', message = '' }) => {
      if (!options.malformed && isMalformed(exception, message)) t.fail(`${operation}: ${message}`)
    }
  })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const { endpoint } = local
  const api = new CognitoIdentityProvider({ region: 'eu-west-1', endpoint, maxAttempts: 1, credentials })
  t.teardown(async () => {
    api.destroy()
    await local.close()
  })
  const UserPoolId = await createPool(api, users, options)
  const { ClientId, ClientSecret } = await createClient(api, UserPoolId, options)
  for (const GroupName of new Set(users.flatMap(({ groups = [] }) => groups))) {
    await api.createGroup({ UserPoolId, GroupName })
  }
  const seeded = local.usersOf(UserPoolId)
  for (const user of users) seeded.add(user.email, fieldsOf(user))
  const issuer = `${endpoint}/${UserPoolId}`
  let passed = 0
  local.requests.length = 0
  return {
    local,
    api,
    options: {
      userPoolId: UserPoolId,
      clientId: ClientId,
      ...(ClientSecret !== undefined && { clientSecret: ClientSecret }),
      endpoint,
      issuer,
      jwksUri: `${issuer}/.well-known/jwks.json`,
      cognito: { timeout: PATIENCE }
    },
    users: seeded,
    mailbox: local.mailbox,
    requests: local.requests,
    user: name => {
      const user = seeded.find(name)
      if (user === undefined) throw new Error(`The pool has no user ${name}.`)
      return user
    },
    clock: () => now + passed,
    advance: milliseconds => {
      passed += milliseconds
      local.advance(milliseconds)
    }
  }
}

/** Whether a request violated the service model. */
function isMalformed (exception: string, message: string): boolean {
  return exception === 'SerializationException' || /validation errors? detected/.test(message)
}

async function createPool (
  api: CognitoIdentityProvider,
  users: PoolUser[],
  options: PoolOptions
): Promise<string> {
  const { requiredAttributes = [], customAttributes = [], devices } = options
  const mustSetUp = users.some(({ mustSetUpMfa }) => mustSetUpMfa)
  // AWS does not allow codes as first factors where MFA is required.
  const { firstFactors = mustSetUp ? ['PASSWORD'] : FIRST_FACTORS } = options
  const input: CreateUserPoolCommandInput = {
    PoolName: 'pool',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: options.autoVerified ?? ['email'],
    Policies: {
      PasswordPolicy: {
        MinimumLength: options.minimumLength ?? 8,
        RequireLowercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        RequireUppercase: true,
        PasswordHistorySize: options.passwordHistory ?? 0
      },
      SignInPolicy: { AllowedFirstAuthFactors: firstFactors as 'PASSWORD'[] }
    },
    ...(requiredAttributes.length + customAttributes.length > 0 && {
      Schema: [
        ...requiredAttributes.map(Name => ({ Name, Required: true })),
        ...customAttributes.map(name => ({
          Name: name.replace('custom:', ''),
          AttributeDataType: 'String' as const
        }))
      ]
    }),
    AccountRecoverySetting: { RecoveryMechanisms: [...RECOVERY] },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: options.selfSignUp === false },
    ...(options.threatProtection && { UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } }),
    ...(devices && {
      DeviceConfiguration: {
        ChallengeRequiredOnNewDevice: devices.challengeOnNewDevice ?? false,
        DeviceOnlyRememberedOnUserPrompt: devices.userOptIn ?? false
      }
    })
  }
  const { UserPool } = await api.createUserPool(input)
  const UserPoolId = UserPool?.Id as string
  const factors: Factor[] = mustSetUp
    ? (options.mfaToSetUp ?? ['SOFTWARE_TOKEN_MFA'])
    : ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: mustSetUp ? 'ON' : 'OPTIONAL',
    ...(factors.includes('SMS_MFA') && { SmsMfaConfiguration: { SmsConfiguration: SNS } }),
    ...(factors.includes('EMAIL_OTP') && { EmailMfaConfiguration: {} }),
    SoftwareTokenMfaConfiguration: { Enabled: factors.includes('SOFTWARE_TOKEN_MFA') },
    WebAuthnConfiguration: { RelyingPartyId: options.relyingParty?.id ?? 'localhost' }
  })
  return UserPoolId
}

export async function createClient (api: CognitoIdentityProvider, UserPoolId: string, options: PoolOptions) {
  const { flows = FLOWS, rotation, clientSecret } = options
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId,
    ClientName: 'pool',
    ...(clientSecret && { ClientSecret: clientSecret }),
    ExplicitAuthFlows: flows
      .filter(flow => !rotation || flow !== 'REFRESH_TOKEN_AUTH')
      .map(flow => `ALLOW_${flow}`) as ['ALLOW_USER_AUTH'],
    PreventUserExistenceErrors: options.preventUserExistenceErrors ? 'ENABLED' : 'LEGACY',
    ...(options.readAttributes && { ReadAttributes: options.readAttributes }),
    ...(options.writeAttributes && { WriteAttributes: options.writeAttributes }),
    ...(rotation && {
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: rotation.gracePeriod }
    })
  })
  return { ClientId: UserPoolClient?.ClientId as string, ClientSecret: UserPoolClient?.ClientSecret }
}

function fieldsOf ({
  email,
  password,
  phone,
  mfa = [],
  status = 'CONFIRMED',
  ...user
}: PoolUser): Partial<User> {
  const hasToken = user.totpSecret !== undefined || mfa.includes('SOFTWARE_TOKEN_MFA')
  const sub = user.sub ?? crypto.randomUUID()
  return {
    sub,
    status,
    enabled: user.disabled !== true,
    ...(password !== undefined && { password }),
    attributes: {
      email,
      email_verified: String(user.emailVerified ?? status !== 'UNCONFIRMED'),
      ...(phone && { phone_number: phone, phone_number_verified: 'true' }),
      ...user.attributes
    },
    groups: user.groups ?? [],
    factors: mfa,
    ...(user.preferredMfa && { preferredFactor: user.preferredMfa }),
    ...(hasToken && {
      softwareToken: { secret: user.totpSecret ?? createTotpSecret(), usedStep: 0, name: 'Phone' }
    }),
    passkeys: (user.passkeys ?? []).map(authenticator => ({
      ...authenticator.enrol('localhost', Buffer.from(sub).toString('base64url')),
      relyingPartyId: 'localhost',
      attachment: 'platform',
      createdAt: Date.now()
    })) as unknown as User['passkeys']
  }
}

/** Sends a custom challenge up to three times, after SRP if the flow starts with it. */
function triggersOf (users: PoolUser[], { customParameters = {} }: PoolOptions): Triggers {
  return {
    defineAuthChallenge: event => {
      const { session } = event.request as { session: { challengeName: string, challengeResult: boolean }[] }
      const last = session.at(-1)
      const challenges = session.filter(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE')
      event.response['issueTokens'] = last?.challengeName === 'CUSTOM_CHALLENGE' && last.challengeResult
      event.response['failAuthentication'] = challenges.length === 3 && last?.challengeResult !== true
      event.response['challengeName'] =
        last?.challengeName === 'SRP_A' ? 'PASSWORD_VERIFIER' : 'CUSTOM_CHALLENGE'
      return event
    },
    createAuthChallenge: event => {
      event.response['publicChallengeParameters'] = customParameters
      return event
    },
    verifyAuthChallengeResponse: event => {
      const user = users.find(({ email }) => email === event.request['userAttributes'].email)
      event.response['answerCorrect'] =
        user !== undefined && event.request['challengeAnswer'] === user.customAnswer
      return event
    }
  }
}

/** base64(HMAC_SHA256(secret, username + client ID)). */
export function hashOf (secret: string, username: string, clientId: string): string {
  return createHmac('sha256', secret).update(username).update(clientId).digest('base64')
}
