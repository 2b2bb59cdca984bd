import { Type, type Static } from '@sinclair/typebox'
import { Next, pageQuery } from './paging.js'
import { Closed, DeviceKey } from './primitives.js'

/** The path parameters of `/me/devices/:key`. */
export const DeviceParams = Closed({ key: DeviceKey })

/** The body of `PUT /me/devices/:key`. */
export const DeviceBody = Type.Object({
  confirm: Type.Optional(Closed({
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, description: 'What to call the device.', examples: ["Jane's laptop"] })),
    passwordVerifier: Type.String({ minLength: 1, maxLength: 8192, description: 'In base64.' }),
    salt: Type.String({ minLength: 1, maxLength: 1024, description: 'In base64.' })
  }, 'Confirms a device that a sign-in has just named: what SRP later proves its secret against.')),
  remembered: Type.Optional(Type.Boolean({ description: 'Whether the device stands in for a second factor, where the user pool allows it.' }))
}, { additionalProperties: false, minProperties: 1, description: 'Confirms a device, or says whether it is remembered, or both.' })

/** The response of `PUT /me/devices/:key`. */
export const DeviceResult = Type.Object({
  confirmationNecessary: Type.Boolean({ description: 'Whether the person is to be asked, and the answer sent as `remembered`.' })
}, { description: 'The device is as was asked.' })

const Device = Type.Object({
  key: Type.String(),
  name: Type.Union([Type.String(), Type.Null()]),
  remembered: Type.Boolean(),
  lastAddress: Type.Union([Type.String(), Type.Null()], { description: 'Where it was last seen.' }),
  createdAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  lastUsedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
})

/** The query of `GET /me/devices`. */
export const DevicesQuery = Closed(pageQuery(60))
/** A page of devices: the response of `GET /me/devices`. */
export const Devices = Type.Object({
  devices: Type.Array(Device),
  next: Next
}, { description: "The person's devices." })

export type DeviceBody = Static<typeof DeviceBody>
export type DeviceResult = Static<typeof DeviceResult>
export type DevicesQuery = Static<typeof DevicesQuery>
export type Devices = Static<typeof Devices>
