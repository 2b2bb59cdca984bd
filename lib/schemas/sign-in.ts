import { Type, type Static, type TLiteral, type TObject, type TUnion } from '@sinclair/typebox'
import { Closed, DeviceKey, Password, RefreshToken, SrpValue, Username } from './primitives.js'
import { taggedUnion } from './tagged.js'
import { Challenge, Tokens } from './tokens.js'

const flow = <Name extends string>(name: Name) =>
  Type.Optional(Type.Literal(name, { description: 'The authentication flow.' }))

const device = {
  deviceKey: Type.Optional(
    Type.Unsafe<string>({
      ...DeviceKey,
      description: 'The device key of an earlier sign-in. A remembered device can replace MFA.'
    })
  )
}

/** The bodies of all flows. */
const FLOWS = {
  USER_PASSWORD_AUTH: Closed(
    { flow: flow('USER_PASSWORD_AUTH'), username: Username, password: Password, ...device },
    'By password.'
  ),
  ADMIN_USER_PASSWORD_AUTH: Closed(
    { flow: flow('ADMIN_USER_PASSWORD_AUTH'), username: Username, password: Password, ...device },
    'By password. The server calls Cognito with its AWS credentials.'
  ),
  USER_SRP_AUTH: Closed(
    { flow: flow('USER_SRP_AUTH'), username: Username, srpA: SrpValue, ...device },
    'By password, which does not leave the device (SRP). The next challenge is `PASSWORD_VERIFIER`.'
  ),
  CUSTOM_AUTH: Closed(
    { flow: flow('CUSTOM_AUTH'), username: Username, srpA: Type.Optional(SrpValue), ...device },
    'By custom challenges of the application, after SRP if `srpA` is sent.'
  ),
  USER_AUTH: Closed(
    {
      flow: flow('USER_AUTH'),
      username: Username,
      preferredChallenge: Type.Optional(
        Type.Union(
          [
            Type.Literal('PASSWORD'),
            Type.Literal('PASSWORD_SRP'),
            Type.Literal('EMAIL_OTP'),
            Type.Literal('SMS_OTP'),
            Type.Literal('WEB_AUTHN')
          ],
          {
            description:
              'The challenge to use first. If it is omitted, the response is `SELECT_CHALLENGE` with the ' +
              'choices.'
          }
        )
      ),
      password: Type.Optional(Password),
      srpA: Type.Optional(SrpValue),
      ...device
    },
    'By the factor that the user chooses: a password, a code or a passkey.'
  )
}

/** An authentication flow, by its name in Cognito. */
export type Flow = keyof typeof FLOWS

export const FLOW_NAMES = Object.keys(FLOWS) as readonly Flow[]

type Schemas = typeof FLOWS

/** The schemas with `flow` required. */
type NamedSchemas = {
  [Name in Flow]: TObject<Omit<Schemas[Name]['properties'], 'flow'> & { flow: TLiteral<Name> }>
}

const NAMED: ReadonlyMap<Flow, TObject> = new Map(
  FLOW_NAMES.map(name => {
    const { properties, description } = FLOWS[name]
    return [
      name,
      Closed(
        { ...properties, flow: Type.Literal(name, { description: 'The authentication flow.' }) },
        description
      )
    ]
  })
)

/**
 * The schema of a sign-in by some flows. In a list that is not known at compile time, any flow may be the
 * first.
 */
export type SignInBodySchema<Flows extends readonly Flow[]> = Flows extends readonly [infer Only extends Flow]
  ? Schemas[Only]
  : Flows extends readonly [infer First extends Flow, ...infer Others extends readonly Flow[]]
    ? TUnion<[Schemas[First], ...{ [Index in keyof Others]: NamedSchemas[Others[Index]] }]>
    : TUnion<Schemas[Flow][]>

/**
 * The body of `POST /signin` for the flows that an application allows.
 *
 * @example
 * ```ts
 * import { signInBody } from 'fastify-cognito-auth/schemas'
 *
 * const body = signInBody(['USER_PASSWORD_AUTH', 'USER_SRP_AUTH'])
 * app.post('/login', { schema: { body } }, async () => null)
 * ```
 *
 * @param flows - the accepted flows; the first is the default
 * @returns the schema
 */
export function signInBody<const Flows extends readonly Flow[]> (flows: Flows): SignInBodySchema<Flows> {
  const [first, ...others] = flows.map((name, index) => (index === 0 ? FLOWS[name] : NAMED.get(name)))
  if (others.length === 0) return first as never
  return taggedUnion(
    [first, ...others] as TObject[],
    'flow',
    'One of the allowed flows.'
  ) as never
}

/** The body of `POST /signin` for every flow. `flow` is required, except for `USER_PASSWORD_AUTH`. */
export const SignInBody = signInBody([
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_SRP_AUTH',
  'CUSTOM_AUTH',
  'USER_AUTH'
])

/** The response of `POST /signin` and of `POST /signin/challenge`: tokens, or the next challenge. */
export const SignInResult = Type.Union([Tokens, Challenge], { description: 'Tokens, or the next challenge.' })

const sessionDevice = Type.Optional(
  Type.Unsafe<string>({
    ...DeviceKey,
    description: 'The device key of the sign-in, if the user pool tracks devices.'
  })
)

/** The body of `POST /refresh`. */
export const RefreshBody = Closed({ refreshToken: RefreshToken, deviceKey: sessionDevice })

/** The body of `POST /signout`. */
export const SignOutBody = Closed(
  {
    refreshToken: Type.Optional(RefreshToken),
    deviceKey: sessionDevice,
    everywhere: Type.Optional(
      Type.Boolean({ description: 'Whether to end every session of the user, not only this one.' })
    )
  },
  'A refresh token ends its session. `everywhere` takes an access token in the `Authorization` header, or ' +
    'a refresh token here.'
)

export type SignInBody = Static<typeof SignInBody>
export type SignInResult = Static<typeof SignInResult>
export type RefreshBody = Static<typeof RefreshBody>
export type SignOutBody = Static<typeof SignOutBody>
