import Fastify, { type FastifyRequest } from 'fastify'
import cognitoAuth, {
  getCurrentUser,
  source,
  type CognitoAuthOptions,
  type CurrentUser,
  type Machine,
  type User,
  type ToUser
} from 'fastify-cognito-auth'
import { describe, expect, test } from 'tstyche'

// In its own project: the merged fields would be part of the user in every other file.
declare module 'fastify' {
  interface CognitoUser {
    readonly tenant: string
    readonly roles?: readonly string[]
  }
}

const app = Fastify()
declare const request: FastifyRequest
const one = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' }

describe('merged fields of the application', () => {
  test('are on every user', () => {
    expect(request.currentUser?.tenant).type.toBe<string | undefined>()
    expect(getCurrentUser(request).tenant).type.toBe<string>()
    expect(getCurrentUser(request).roles).type.toBe<readonly string[] | undefined>()
    expect<Awaited<ReturnType<typeof app.cognito.verify>>['tenant']>().type.toBe<string>()
    source(
      async user => {
        expect(user.tenant).type.toBe<string>()
        return []
      },
      { ttl: 1000 }
    )
  })

  test('leave the rest unchanged: it narrows by kind and is read-only', () => {
    const user = getCurrentUser(request)
    if (user.kind === 'user') {
      expect(user).type.toBe<User>()
      expect(user.username).type.toBe<string>()
    } else {
      expect(user).type.toBe<Machine>()
      expect(user.username).type.toBe<null>()
    }
    expect(user.tenant).type.toBe<string>()
    expect<CurrentUser>().type.toBe<Readonly<CurrentUser>>()
  })
})

describe('toUser', () => {
  test('returns the merged fields', () => {
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ ...one, toUser: () => ({ tenant: 'acme' }) })
    app.register(cognitoAuth, {
      ...one,
      toUser: ({ claims }) => ({ tenant: String(claims['custom:tenant']), roles: ['a'] })
    })
    expect<ReturnType<ToUser>>().type.toBeAssignableFrom({ tenant: 'acme', roles: ['a'] })
  })

  test('nothing less, nothing else, and not a promise', () => {
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...one, toUser: () => ({}) })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...one, toUser: () => ({ tenant: 7 }) })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      ...one,
      toUser: async () => ({ tenant: 'acme' })
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...one, toUser: () => 'acme' })
  })
})
