import { Type, type Static } from '@sinclair/typebox'
import { nullableString, nullableTime } from './nullable.js'
import { Next, pageQuery } from './paging.js'
import { Closed, DeviceKey } from './primitives.js'

/** The path parameters of `/me/devices/:key`. */
export const DeviceParams = Closed({ key: DeviceKey })

/** The body of `PUT /me/devices/:key`. */
export const UpdateDeviceBody = Type.Object(
  {
    confirm: Type.Optional(
      Closed(
        {
          name: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 1024,
              description: 'A name for the device.',
              examples: ["Jane's laptop"]
            })
          ),
          passwordVerifier: Type.String({
            minLength: 1,
            maxLength: 8192,
            description: 'The SRP verifier, in base64.'
          }),
          salt: Type.String({ minLength: 1, maxLength: 1024, description: 'The SRP salt, in base64.' })
        },
        'Confirms the new device of a sign-in, with the SRP verifier of its secret.'
      )
    ),
    remembered: Type.Optional(
      Type.Boolean({
        description: 'Whether sign-ins with the device skip MFA, if the user pool allows it.'
      })
    )
  },
  {
    additionalProperties: false,
    minProperties: 1,
    description: 'Confirms a device, sets whether it is remembered, or both.'
  }
)

/** The response of `PUT /me/devices/:key`. */
export const UpdateDeviceResult = Type.Object(
  {
    confirmationNecessary: Type.Boolean({
      description: 'Whether to ask the user whether to remember the device, with a further request.'
    })
  },
  { description: 'The device is updated.' }
)

const Device = Type.Object({
  key: Type.String(),
  name: nullableString(),
  remembered: Type.Boolean(),
  lastIpAddress: nullableString({
    description: 'The IP address of the last sign-in.'
  }),
  createdAt: nullableTime(),
  lastUsedAt: nullableTime()
})

/** The query of `GET /me/devices`. */
export const DevicesQuery = Closed(pageQuery(60))
/** A page of devices: the response of `GET /me/devices`. */
export const Devices = Type.Object(
  {
    devices: Type.Array(Device),
    next: Next
  },
  { description: 'A page of devices.' }
)

export type UpdateDeviceBody = Static<typeof UpdateDeviceBody>
export type UpdateDeviceResult = Static<typeof UpdateDeviceResult>
export type DevicesQuery = Static<typeof DevicesQuery>
export type Devices = Static<typeof Devices>
