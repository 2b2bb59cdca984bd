import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { Closed, DeviceKey, Password, RefreshToken, SrpValue, Username } from './primitives.js'
import { Challenge, Tokens } from './tokens.js'

const flow = <Name extends string>(name: Name) => Type.Optional(Type.Literal(name, { description: 'How the person signs in.' }))

const device = { deviceKey: Type.Optional(Type.Unsafe<string>({ ...DeviceKey, description: 'The device, where one is known from a sign-in before: one that is remembered can stand in for a second factor.' })) }

/** What each way of signing in takes. */
const FLOWS = {
  USER_PASSWORD_AUTH: Closed({ flow: flow('USER_PASSWORD_AUTH'), username: Username, password: Password, ...device }, 'By password.'),
  ADMIN_USER_PASSWORD_AUTH: Closed({ flow: flow('ADMIN_USER_PASSWORD_AUTH'), username: Username, password: Password, ...device }, 'By password; the server asks Cognito with its own AWS credentials.'),
  USER_SRP_AUTH: Closed({ flow: flow('USER_SRP_AUTH'), username: Username, srpA: SrpValue, ...device }, 'By password, which does not leave the device (SRP). The challenge that comes back is `PASSWORD_VERIFIER`.'),
  CUSTOM_AUTH: Closed({ flow: flow('CUSTOM_AUTH'), username: Username, srpA: Type.Optional(SrpValue), ...device }, "By challenges of the application's own, after SRP where `srpA` is given."),
  USER_AUTH: Closed({
    flow: flow('USER_AUTH'),
    username: Username,
    preferredChallenge: Type.Optional(Type.Union([
      Type.Literal('PASSWORD'), Type.Literal('PASSWORD_SRP'), Type.Literal('EMAIL_OTP'), Type.Literal('SMS_OTP'), Type.Literal('WEB_AUTHN')
    ], { description: 'What the person would rather be asked. Left out: `SELECT_CHALLENGE` comes back, with what there is.' })),
    password: Type.Optional(Password),
    srpA: Type.Optional(SrpValue),
    ...device
  }, 'By what the person chooses: a password, a code, a passkey.')
}

/** A way of signing in, by Cognito's name for it. */
export type Flow = keyof typeof FLOWS

export const FLOW_NAMES = Object.keys(FLOWS) as readonly Flow[]

/** The same where `flow` has to be there. */
const NAMED: ReadonlyMap<Flow, TSchema> = new Map(FLOW_NAMES.map(name => {
  const { properties, description } = FLOWS[name]
  return [name, Closed({ ...properties, flow: Type.Literal(name, { description: 'How the person signs in.' }) }, description)]
}))

/** The body of `POST /signin` for the flows that an application allows. The first is what a body without `flow` means. */
export function signInBody (flows: readonly Flow[]): TSchema {
  const [first, ...others] = flows.map((name, index) => index === 0 ? FLOWS[name] : NAMED.get(name))
  return others.length === 0 ? first as TSchema : Type.Union([first, ...others] as TSchema[], { discriminator: { propertyName: 'flow' }, description: 'One of the flows that are allowed here.' })
}

/** The body of a sign-in. Any flow but by password is named. */
export type SignInBody = Static<typeof FLOWS.USER_PASSWORD_AUTH> | {
  [Name in Exclude<Flow, 'USER_PASSWORD_AUTH'>]: Static<typeof FLOWS[Name]> & { flow: Name }
}[Exclude<Flow, 'USER_PASSWORD_AUTH'>]

export const SignInResult = Type.Union([Tokens, Challenge], { description: 'Tokens, or the challenge to answer next.' })

const sessionDevice = Type.Optional(Type.Unsafe<string>({ ...DeviceKey, description: 'The device of the sign-in, where the user pool tracks devices.' }))

export const RefreshBody = Closed({ refreshToken: RefreshToken, deviceKey: sessionDevice })

export const SignOutBody = Closed({
  refreshToken: Type.Optional(RefreshToken),
  deviceKey: sessionDevice,
  everywhere: Type.Optional(Type.Boolean({ description: 'End every session of this person, not only this one.' }))
}, 'A refresh token ends its session. `everywhere` takes an access token in the `Authorization` header, or a refresh token here.')

export type SignInResult = Static<typeof SignInResult>
export type RefreshBody = Static<typeof RefreshBody>
export type SignOutBody = Static<typeof SignOutBody>
