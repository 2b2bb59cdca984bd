import { Type } from '@sinclair/typebox'
import {
  CreateGroupBody,
  Group,
  GroupParams,
  Groups,
  GroupsQuery,
  GroupUserParams,
  UpdateGroupBody
} from '../schemas/group.js'
import { ForceQuery, Users } from '../schemas/user.js'
import { ADMINISTRATION_ERRORS, BODY_ERRORS, LAST_ADMINISTRATOR } from './error-responses.js'
import { assertPathName } from './path-names.js'
import type { Routes } from './route.js'
import type { GROUP_ADMINISTRATION } from '../options/route-names.js'

const tags = ['administration']

const GROUP_ERRORS = { ...ADMINISTRATION_ERRORS, 404: 'The group was not found.' } as const
const MEMBER_ERRORS = { ...ADMINISTRATION_ERRORS, 404: 'The group or the user was not found.' } as const

/** `/admin/groups`. */
export const groupRoutes: Routes<(typeof GROUP_ADMINISTRATION)[number]> = {
  listGroups (scope, { operations, requireGroupAdministrator }) {
    scope.get(
      '/admin/groups',
      {
        preHandler: requireGroupAdministrator,
        config: { cognitoErrors: ADMINISTRATION_ERRORS },
        schema: {
          tags,
          operationId: 'listGroups',
          summary: 'List groups',
          querystring: GroupsQuery,
          response: { 200: Groups }
        }
      },
      async request => operations.listGroups(request.query, request)
    )
  },

  createGroup (scope, { operations, requireGroupAdministrator }) {
    scope.post(
      '/admin/groups',
      {
        preHandler: requireGroupAdministrator,
        config: {
          cognitoErrors: { ...BODY_ERRORS, ...ADMINISTRATION_ERRORS, 409: 'The group already exists.' }
        },
        schema: {
          tags,
          operationId: 'createGroup',
          summary: 'Create a group',
          body: CreateGroupBody,
          response: { 201: Group }
        }
      },
      async (request, reply) => {
        assertPathName('name', request.body.name)
        reply.code(201)
        return operations.createGroup(request.body, request)
      }
    )
  },

  updateGroup (scope, { operations, requireGroupAdministrator }) {
    scope.patch(
      '/admin/groups/:group',
      {
        preHandler: requireGroupAdministrator,
        config: { cognitoErrors: { ...BODY_ERRORS, ...GROUP_ERRORS } },
        schema: {
          tags,
          operationId: 'updateGroup',
          summary: 'Update a group',
          description: 'The name cannot be changed.',
          params: GroupParams,
          body: UpdateGroupBody,
          response: { 200: Group }
        }
      },
      async request => operations.updateGroup({ ...request.params, ...request.body }, request)
    )
  },

  deleteGroup (scope, { operations, requireGroupAdministrator, requireRecentSignIn }) {
    scope.delete(
      '/admin/groups/:group',
      {
        preHandler: [requireGroupAdministrator, requireRecentSignIn],
        config: { cognitoErrors: { ...GROUP_ERRORS, 409: 'The group is a group of administrators.' } },
        schema: {
          tags,
          operationId: 'deleteGroup',
          summary: 'Delete a group',
          description:
            'The users in it remain. Tokens already issued contain the group until they expire. Requires a ' +
            'recent sign-in.',
          params: GroupParams,
          querystring: ForceQuery,
          response: { 204: Type.Null({ description: 'The group is deleted.' }) }
        }
      },
      async (request, reply) => {
        await operations.deleteGroup({ ...request.params, ...request.query }, request)
        reply.code(204)
        return null
      }
    )
  },

  listUsersInGroup (scope, { operations, requireGroupAdministrator }) {
    scope.get(
      '/admin/groups/:group/members',
      {
        preHandler: requireGroupAdministrator,
        config: { cognitoErrors: GROUP_ERRORS },
        schema: {
          tags,
          operationId: 'listUsersInGroup',
          summary: 'List the members of a group',
          params: GroupParams,
          querystring: GroupsQuery,
          response: { 200: Users }
        }
      },
      async request => operations.listUsersInGroup({ ...request.params, ...request.query }, request)
    )
  },

  addUserToGroup (scope, { operations, requireGroupAdministrator, requireRecentSignIn }) {
    scope.put(
      '/admin/groups/:group/members/:username',
      {
        // Otherwise a stolen token could give another user the same rights permanently.
        preHandler: [requireGroupAdministrator, requireRecentSignIn],
        config: { cognitoErrors: MEMBER_ERRORS },
        schema: {
          tags,
          operationId: 'addUserToGroup',
          summary: 'Add a user to a group',
          description:
            "The user's tokens contain the group from the next refresh. Requires a recent sign-in.",
          params: GroupUserParams,
          response: { 204: Type.Null({ description: 'The user is in the group.' }) }
        }
      },
      async (request, reply) => {
        await operations.addUserToGroup(request.params, request)
        reply.code(204)
        return null
      }
    )
  },

  removeUserFromGroup (scope, { operations, requireGroupAdministrator, requireRecentSignIn }) {
    scope.delete(
      '/admin/groups/:group/members/:username',
      {
        preHandler: [requireGroupAdministrator, requireRecentSignIn],
        config: { cognitoErrors: { ...MEMBER_ERRORS, 409: LAST_ADMINISTRATOR } },
        schema: {
          tags,
          operationId: 'removeUserFromGroup',
          summary: 'Remove a user from a group',
          description:
            'Tokens already issued contain the group until they expire. Requires a recent sign-in.',
          params: GroupUserParams,
          querystring: ForceQuery,
          response: { 204: Type.Null({ description: 'The user is not in the group.' }) }
        }
      },
      async (request, reply) => {
        await operations.removeUserFromGroup({ ...request.params, ...request.query }, request)
        reply.code(204)
        return null
      }
    )
  }
}
