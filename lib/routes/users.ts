import { Type } from '@sinclair/typebox'
import { attemptIn } from '../cognito/attempts.js'
import { ForceQuery, inviteUserBody, User, UserDetails, UserParams, Users, UsersQuery, type InviteUserBody } from '../schemas/user.js'
import { ADMINISTRATION, ANY } from './answers.js'
import type { Routes } from './route.js'
import type { USER_ADMINISTRATION } from '../options/route-names.js'

const tags = ['administration']

const WHOM = { ...ADMINISTRATION, 404: 'There is no such person.' } as const

/** `/admin/users`. */
export const userRoutes: Routes<typeof USER_ADMINISTRATION[number]> = {
  listUsers (scope, { operations, requireUserAdministrator }) {
    scope.get('/admin/users', {
      preHandler: requireUserAdministrator,
      config: { cognitoErrors: ADMINISTRATION },
      schema: {
        tags,
        operationId: 'listUsers',
        summary: 'List people, or search for them',
        querystring: UsersQuery,
        response: { 200: Users }
      }
    }, async request => operations.listUsers(request.query, request))
  },

  getUser (scope, { operations, requireUserAdministrator }) {
    scope.get('/admin/users/:username', {
      preHandler: requireUserAdministrator,
      config: { cognitoErrors: WHOM },
      schema: {
        tags,
        operationId: 'getUser',
        summary: 'Read about somebody',
        params: UserParams,
        response: { 200: UserDetails }
      }
    }, async request => operations.getUser(request.params, request))
  },

  inviteUser (scope, { operations, limiter, requireUserAdministrator, settings }) {
    scope.post('/admin/users', {
      preHandler: [requireUserAdministrator, limiter.limit('inviteUser', attemptIn('inviteUser'))],
      config: { cognitoErrors: { ...ANY, ...ADMINISTRATION, 409: 'There is such an account already.' } },
      schema: {
        tags,
        operationId: 'inviteUser',
        summary: 'Invite somebody',
        description: 'Makes an account and sends its owner a password, which they change at the first sign-in.',
        body: inviteUserBody(settings.attributes),
        response: { 201: User }
      }
    }, async (request, reply) => {
      reply.code(201)
      return operations.inviteUser(request.body as InviteUserBody, request)
    })
  },

  resendInvitation (scope, { operations, limiter, requireUserAdministrator }) {
    scope.post('/admin/users/:username/invitation', {
      preHandler: [
        requireUserAdministrator, limiter.limit('resendInvitation', attemptIn('resendInvitation', 'params'))
      ],
      config: { cognitoErrors: { ...WHOM, 409: 'They have accepted it already.' } },
      schema: {
        tags,
        operationId: 'resendInvitation',
        summary: 'Send an invitation again',
        description: 'With another password; the one before works no more.',
        params: UserParams,
        response: { 200: User }
      }
    }, async request => operations.resendInvitation(request.params, request))
  },

  enableUser (scope, { operations, requireUserAdministrator }) {
    scope.post('/admin/users/:username/enable', {
      preHandler: requireUserAdministrator,
      config: { cognitoErrors: WHOM },
      schema: {
        tags,
        operationId: 'enableUser',
        summary: 'Let somebody sign in again',
        params: UserParams,
        response: { 204: Type.Null({ description: 'They may sign in.' }) }
      }
    }, async (request, reply) => {
      await operations.enableUser(request.params, request)
      reply.code(204)
      return null
    })
  },

  disableUser (scope, { operations, requireUserAdministrator }) {
    scope.post('/admin/users/:username/disable', {
      preHandler: requireUserAdministrator,
      config: { cognitoErrors: { ...WHOM, 409: 'They are the last administrator, or the account is not in a state for this.' } },
      schema: {
        tags,
        operationId: 'disableUser',
        summary: 'Keep somebody from signing in',
        description: 'Their sessions end.',
        params: UserParams,
        querystring: ForceQuery,
        response: { 204: Type.Null({ description: 'They may not sign in.' }) }
      }
    }, async (request, reply) => {
      await operations.disableUser({ ...request.params, ...request.query }, request)
      reply.code(204)
      return null
    })
  },

  resetUserPassword (scope, { operations, limiter, requireUserAdministrator }) {
    scope.post('/admin/users/:username/reset-password', {
      preHandler: [
        requireUserAdministrator, limiter.limit('resetUserPassword', attemptIn('resetUserPassword', 'params'))
      ],
      config: { cognitoErrors: WHOM },
      schema: {
        tags,
        operationId: 'resetUserPassword',
        summary: "Take somebody's password away",
        description: 'A code goes to their verified address; with it they set another at `/password/reset`.',
        params: UserParams,
        response: { 204: Type.Null({ description: 'A code is sent.' }) }
      }
    }, async (request, reply) => {
      await operations.resetUserPassword(request.params, request)
      reply.code(204)
      return null
    })
  },

  signOutUser (scope, { operations, requireUserAdministrator }) {
    scope.post('/admin/users/:username/signout', {
      preHandler: requireUserAdministrator,
      config: { cognitoErrors: WHOM },
      schema: {
        tags,
        operationId: 'signOutUser',
        summary: 'Sign somebody out everywhere',
        params: UserParams,
        response: { 204: Type.Null({ description: 'Their sessions are ended.' }) }
      }
    }, async (request, reply) => {
      await operations.signOutUser(request.params, request)
      reply.code(204)
      return null
    })
  },

  deleteUser (scope, { operations, requireUserAdministrator }) {
    scope.delete('/admin/users/:username', {
      preHandler: requireUserAdministrator,
      config: { cognitoErrors: { ...WHOM, 409: 'They are the last administrator, or the account is not in a state for this.' } },
      schema: {
        tags,
        operationId: 'deleteUser',
        summary: "Delete somebody's account",
        description: 'What is deleted does not come back. Their sessions end.',
        params: UserParams,
        querystring: ForceQuery,
        response: { 204: Type.Null({ description: 'The account is deleted.' }) }
      }
    }, async (request, reply) => {
      await operations.deleteUser({ ...request.params, ...request.query }, request)
      reply.code(204)
      return null
    })
  }
}
