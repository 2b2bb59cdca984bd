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

// In a project of its own: what is merged here would be a part of every other file's user.
declare module 'fastify' {
  interface CognitoUser {
    readonly tenant: string
    readonly roles?: readonly string[]
  }
}

const app = Fastify()
declare const request: FastifyRequest
const one = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' }

describe("fields of the application's own", () => {
  test('stand on every user, wherever one comes from', () => {
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

  test("leave the rest as it was: it narrows on kind, and can't be written to", () => {
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
  test('gives what was merged', () => {
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ ...one, toUser: () => ({ tenant: 'acme' }) })
    app.register(cognitoAuth, {
      ...one,
      toUser: ({ claims }) => ({ tenant: String(claims['custom:tenant']), roles: ['a'] })
    })
    expect<ReturnType<ToUser>>().type.toBeAssignableFrom({ tenant: 'acme', roles: ['a'] })
  })

  test('and nothing less, nothing else, and at once', () => {
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...one, toUser: () => ({}) })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...one, toUser: () => ({ tenant: 7 }) })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      ...one,
      toUser: async () => ({ tenant: 'acme' })
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...one, toUser: () => 'acme' })
  })
})
