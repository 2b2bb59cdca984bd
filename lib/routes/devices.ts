import { Type } from '@sinclair/typebox'
import { verifiedToken } from '../authorization/request-auth.js'
import {
  UpdateDeviceBody,
  DeviceParams,
  UpdateDeviceResult,
  Devices,
  DevicesQuery
} from '../schemas/device.js'
import { BODY_ERRORS, COGNITO_ERRORS, SELF_SERVICE_FORBIDDEN } from './error-responses.js'
import type { Routes } from './route.js'
import { requireSelfService } from './self-service.js'

const tags = ['devices']

/** `GET /me/devices`, `PUT` and `DELETE /me/devices/:key`. */
export const deviceRoutes: Routes<'listDevices' | 'updateDevice' | 'forgetDevice'> = {
  listDevices (scope, { operations, requireUser }) {
    scope.get(
      '/me/devices',
      {
        preHandler: [requireUser, requireSelfService],
        config: {
          cognitoErrors: {
            ...COGNITO_ERRORS,
            403: SELF_SERVICE_FORBIDDEN,
            400: 'The value of `next` is not valid, or the user pool does not track devices.'
          }
        },
        schema: {
          tags,
          operationId: 'listDevices',
          summary: 'List your devices',
          querystring: DevicesQuery,
          response: { 200: Devices }
        }
      },
      async request =>
        operations.listDevices({ accessToken: verifiedToken(request), ...request.query }, request)
    )
  },

  updateDevice (scope, { operations, requireUser, requireRecentSignIn }) {
    scope.put(
      '/me/devices/:key',
      {
        preHandler: [requireUser, requireSelfService, requireRecentSignIn],
        config: {
          cognitoErrors: { ...BODY_ERRORS, 403: SELF_SERVICE_FORBIDDEN, 404: 'The device was not found.' }
        },
        schema: {
          tags,
          operationId: 'updateDevice',
          summary: 'Confirm or remember a device',
          description: 'A remembered device can replace MFA. Requires a recent sign-in.',
          params: DeviceParams,
          body: UpdateDeviceBody,
          response: { 200: UpdateDeviceResult }
        }
      },
      async request =>
        operations.updateDevice(
          { accessToken: verifiedToken(request), key: request.params.key, device: request.body },
          request
        )
    )
  },

  forgetDevice (scope, { operations, requireUser }) {
    scope.delete(
      '/me/devices/:key',
      {
        preHandler: [requireUser, requireSelfService],
        config: {
          cognitoErrors: {
            ...COGNITO_ERRORS,
            403: SELF_SERVICE_FORBIDDEN,
            400: 'The device key is not valid.',
            404: 'The device was not found.'
          }
        },
        schema: {
          tags,
          operationId: 'forgetDevice',
          summary: 'Forget a device',
          params: DeviceParams,
          response: { 204: Type.Null({ description: 'The device is forgotten.' }) }
        }
      },
      async (request, reply) => {
        await operations.forgetDevice({ accessToken: verifiedToken(request), ...request.params }, request)
        reply.code(204)
        return null
      }
    )
  }
}
