import { describe, expect, test } from 'tstyche'
import {
  AuthClientError,
  createAuthClient,
  type AuthClient,
  type AuthEvent,
  type AuthRoutes,
  type ChallengeResponses,
  type Session,
  type SignedIn,
  type SignedOut,
  type SignInChallenge,
  type TokensAuthClient
} from 'fastify-cognito-auth/client'
import type * as schemas from 'fastify-cognito-auth/schemas'

const auth = createAuthClient({ prefix: '/auth' })

describe('createAuthClient()', () => {
  test('returns the client of the mode', () => {
    expect(auth).type.toBe<AuthClient>()
    expect(createAuthClient({ prefix: '/auth', mode: 'sessions' })).type.toBe<AuthClient>()
    expect(createAuthClient({ prefix: '/auth', mode: 'tokens' })).type.toBe<TokensAuthClient>()
    expect(auth).type.not.toHaveProperty('accessToken')
  })

  test('rejects other options', () => {
    expect(createAuthClient).type.not.toBeCallableWith({})
    expect(createAuthClient).type.not.toBeCallableWith({ prefix: '/auth', mode: 'cookies' })
    expect(createAuthClient).type.not.toBeCallableWith({ prefix: '/auth', storage: 'localStorage' })
    const tokens = { prefix: '/auth', mode: 'tokens' } as const
    expect(createAuthClient).type.not.toBeCallableWith({ ...tokens, storage: 'session' })
    expect(createAuthClient).type.toBeCallableWith({ ...tokens, storage: 'localStorage' })
    const storage = { getItem: () => null, setItem: () => {}, removeItem: () => {} }
    expect(createAuthClient).type.toBeCallableWith({ ...tokens, storage })
  })
})

describe('methods', () => {
  test('have the types of the schemas', () => {
    expect<Parameters<AuthRoutes['changePassword']>[0]>().type.toBe<schemas.ChangePasswordBody>()
    expect<Awaited<ReturnType<AuthRoutes['getProfile']>>>().type.toBe<schemas.Profile>()
    expect<Awaited<ReturnType<AuthRoutes['signUp']>>>().type.toBe<
      schemas.SignUpResult | schemas.HiddenSignUpResult
    >()
    expect(auth.session()).type.toBe<Promise<Session | null>>()
    expect(auth.signOut()).type.toBe<Promise<SignedOut>>()
  })

  test('reject other inputs', () => {
    expect(auth.signIn).type.not.toBeCallableWith({ username: 'jane' })
    expect(auth.signIn).type.not.toBeCallableWith({ flow: 'USER_AUTHN', username: 'jane' })
    expect(auth.signIn).type.toBeCallableWith({ flow: 'USER_AUTH', username: 'jane' })
    expect(auth.changePassword).type.not.toBeCallableWith({ password: 'x' })
    expect(auth.verifyAttribute).type.not.toBeCallableWith({ name: 'address', code: '1' })
    expect(auth.forgotPassword).type.toBeCallableWith({ username: 'jane', clientMetadata: { locale: 'de' } })
    expect(auth.forgotPassword).type.not.toBeCallableWith({ username: 'jane', clientMetadata: { age: 7 } })
    expect(auth.getProfile).type.not.toBeCallableWith({ username: 'jane' })
    expect(auth.deletePasskey).type.not.toBeCallableWith('id')
    expect(auth.passkeys.signIn).type.not.toBeCallableWith({})
  })
})

describe('challenges', () => {
  test('are distinguished by their name', async () => {
    const result = await auth.signIn({ username: 'jane', password: 'x' })
    expect(result).type.toBe<SignedIn | SignInChallenge>()
    if (!('challenge' in result)) {
      expect(result.user.email).type.toBe<string | null>()
      return
    }
    if (result.challenge === 'SOFTWARE_TOKEN_MFA') {
      expect(result).type.toBe<SignInChallenge<'SOFTWARE_TOKEN_MFA'>>()
      expect(auth.answerChallenge).type.toBeCallableWith(result, { SOFTWARE_TOKEN_MFA_CODE: '123456' })
      expect(auth.answerChallenge).type.not.toBeCallableWith(result, { SMS_MFA_CODE: '123456' })
      expect(auth.answerChallenge).type.not.toBeCallableWith(result, {})
    }
    if (result.challenge === 'NEW_PASSWORD_REQUIRED') {
      const responses = { NEW_PASSWORD: 'x', 'userAttributes.name': 'Jane' }
      expect(auth.answerChallenge).type.toBeCallableWith(result, responses)
    }
    if (result.challenge === 'MFA_SETUP') expect(result.totp?.uri).type.toBe<string | undefined>()
    expect(auth.answerChallenge).type.not.toBeCallableWith({ challenge: 'SMS_MFA' }, { SMS_MFA_CODE: '1' })
  })

  test('that are unknown have any responses', () => {
    expect<ChallengeResponses<'NEW_ONE'>>().type.toBe<Readonly<Record<string, string>>>()
    const challenge = {} as SignInChallenge<'NEW_ONE'>
    expect(auth.answerChallenge).type.toBeCallableWith(challenge, { ANYTHING: 'a' })
    expect(auth.answerChallenge).type.not.toBeCallableWith(challenge, { ANYTHING: 7 })
  })
})

describe('errors', () => {
  test('are distinguished by their code', () => {
    const error = {} as AuthClientError
    expect<'FST_COGNITO_WRONG_CREDENTIALS'>().type.toBeAssignableTo<typeof error.code>()
    expect<'NETWORK_ERROR'>().type.toBeAssignableTo<typeof error.code>()
    expect<'FST_COGNITO_WRONG_PASSWORD'>().type.not.toBeAssignableTo<typeof error.code>()
    expect<string>().type.not.toBeAssignableTo<typeof error.code>()
    expect<'FST_COGNITO_INVALID_OPTIONS'>().type.not.toBeAssignableTo<typeof error.code>()
    expect(error.retryAfter).type.toBe<number | null>()
  })
})

describe('events', () => {
  test('have a session if the user signed in', () => {
    const event = {} as AuthEvent
    if (event.type === 'signed-in') expect(event.session).type.toBe<Session>()
    else expect(event.session).type.toBe<null>()
    expect(auth.onChange(() => {})).type.toBe<() => void>()
  })
})
