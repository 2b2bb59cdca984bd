import { Type, type Static, type TObject, type TSchema, type TUnsafe } from '@sinclair/typebox'
import { closedAttributes, type AttributesSchema, type StaticAttributes } from './attributes.js'
import {
  Closed,
  Code,
  DeviceKey,
  Email,
  Password,
  PhoneNumber,
  Session,
  SrpValue,
  Username
} from './primitives.js'
import { DefaultAttributes } from './sign-up.js'
import { taggedUnion } from './tagged.js'

const responseText = (description: string, maxLength = 2048) =>
  Type.String({ minLength: 1, maxLength, description })

const device = { DEVICE_KEY: Type.Optional(DeviceKey) }
const verifier = {
  PASSWORD_CLAIM_SIGNATURE: responseText('The proof of the password.'),
  PASSWORD_CLAIM_SECRET_BLOCK: responseText('The `SECRET_BLOCK` of the challenge, unchanged.', 8192),
  TIMESTAMP: responseText('The time of the proof, as `EEE MMM d HH:mm:ss z yyyy` in UTC.', 64)
}
/** The result of `credential.toJSON()` in a browser, as a string. */
const credential = responseText('The response of the passkey: `JSON.stringify(credential.toJSON())`.', 32_768)

/** The setup of an authenticator app with its first code. */
const firstCode = Closed(
  {
    // VerifySoftwareToken accepts no other form.
    SOFTWARE_TOKEN_MFA_CODE: Type.String({
      pattern: '^[0-9]{6}$',
      description: 'The current code of the authenticator that was set up with `totp.secret`.',
      examples: ['123456']
    }),
    FRIENDLY_DEVICE_NAME: Type.Optional(responseText('A name for the authenticator.', 131))
  },
  'If `parameters.MFAS_CAN_SETUP` contains `SOFTWARE_TOKEN_MFA`.'
)

/** The responses to each challenge, by Cognito's names. */
const RESPONSES = {
  SMS_MFA: Closed({ SMS_MFA_CODE: Code, ...device }),
  SMS_OTP: Closed({ SMS_OTP_CODE: Code, ...device }),
  EMAIL_OTP: Closed({ EMAIL_OTP_CODE: Code, ...device }),
  SOFTWARE_TOKEN_MFA: Closed({ SOFTWARE_TOKEN_MFA_CODE: Code, ...device }),
  SELECT_MFA_TYPE: Closed({
    ANSWER: Type.Union(
      [
        Type.Literal('SMS_MFA'),
        Type.Literal('SOFTWARE_TOKEN_MFA'),
        Type.Literal('EMAIL_OTP'),
        Type.Literal('EMAIL_MFA')
      ],
      { description: 'The factor to use, one of `parameters.MFAS_CAN_CHOOSE`.' }
    )
  }),
  MFA_SETUP: Type.Union([
    firstCode,
    Closed({ EMAIL: Email }, 'If it contains `EMAIL_OTP`: the email address to send codes to.'),
    Closed({ PHONE_NUMBER: PhoneNumber }, 'If it contains `SMS_MFA`: the phone number to send codes to.')
  ]),
  NEW_PASSWORD_REQUIRED: Closed({ NEW_PASSWORD: Password }),
  PASSWORD_VERIFIER: Closed({ ...verifier, ...device }),
  CUSTOM_CHALLENGE: Closed({ ANSWER: responseText("The answer to the application's own challenge.") }),
  SELECT_CHALLENGE: Closed({
    ANSWER: responseText('One of `availableChallenges`.', 64),
    PASSWORD: Type.Optional(Password),
    SRP_A: Type.Optional(SrpValue),
    CREDENTIAL: Type.Optional(credential)
  }),
  PASSWORD: Closed({ PASSWORD: Password }),
  PASSWORD_SRP: Closed({ SRP_A: SrpValue }),
  WEB_AUTHN: Closed({ CREDENTIAL: credential }),
  DEVICE_SRP_AUTH: Closed({ DEVICE_KEY: DeviceKey, SRP_A: SrpValue }),
  DEVICE_PASSWORD_VERIFIER: Closed({ DEVICE_KEY: DeviceKey, ...verifier })
} satisfies Record<string, TSchema>

/** A challenge whose responses have a known schema. */
export type KnownChallenge = keyof typeof RESPONSES

/** Challenges that Cognito may return without a session: the secret block of SRP replaces it. */
type Sessionless = 'PASSWORD_VERIFIER' | 'DEVICE_SRP_AUTH' | 'DEVICE_PASSWORD_VERIFIER'

const SESSIONLESS: ReadonlySet<string> = new Set<Sessionless>([
  'PASSWORD_VERIFIER',
  'DEVICE_SRP_AUTH',
  'DEVICE_PASSWORD_VERIFIER'
])

const optionalSession = {
  session: Type.Optional(
    Type.Unsafe<string>({ ...Session, description: 'The `session` of the previous response.' })
  ),
  username: Username
}

/**
 * The response to an unknown challenge: only names that Cognito uses, and none that sets an attribute or
 * replaces a value of the server.
 */
const UnknownChallengeBody = Closed(
  {
    challenge: Type.String({
      pattern: `^(?!(?:${Object.keys(RESPONSES).join('|')})$)[A-Z][A-Z0-9_]{0,63}$`,
      description: 'A challenge that this version does not know.'
    }),
    ...optionalSession,
    responses: Type.Record(
      Type.String({ pattern: '^(?!SECRET_HASH$|USERNAME$)[A-Z][A-Z0-9_]{0,63}$' }),
      Type.String({ maxLength: 32_768 }),
      {
        additionalProperties: false,
        maxProperties: 16,
        description: 'The responses, by their names in Cognito.'
      }
    )
  },
  'The response to a challenge that is not listed. It is sent to Cognito as it is.'
)

function knownChallengeBody (challenge: string, responses: TSchema): TObject {
  const step = SESSIONLESS.has(challenge) ? optionalSession : { session: Session, username: Username }
  return Closed(
    { challenge: Type.Literal(challenge), ...step, responses },
    `The response to \`${challenge}\`.`
  )
}

const KNOWN_BODIES = Object.entries(RESPONSES).map(
  ([name, responses]) => [name, knownChallengeBody(name, responses)] as const
)

/**
 * The body of `POST /signin/challenge` for an application's own attributes, which `NEW_PASSWORD_REQUIRED` may
 * write.
 *
 * @example
 * ```ts
 * import { Type } from '@sinclair/typebox'
 * import { respondToChallengeBody } from 'fastify-cognito-auth/schemas'
 *
 * const body = respondToChallengeBody(Type.Object({ locale: Type.String() }))
 * ```
 *
 * @param attributes - a TypeBox object, of `@sinclair/typebox` or `typebox` 1.x, or JSON Schema
 * @returns the schema
 */
export function respondToChallengeBody<const Attributes extends AttributesSchema> (
  attributes: Attributes
): TUnsafe<RespondToChallengeBodyWith<Attributes>> {
  const userAttributes = Object.fromEntries(
    Object.entries(closedAttributes(attributes).properties).map(([name, schema]) => [
      `userAttributes.${name}`,
      Type.Optional(schema)
    ])
  )
  const newPassword = Closed({ ...RESPONSES.NEW_PASSWORD_REQUIRED.properties, ...userAttributes })
  const bodies = new Map(KNOWN_BODIES).set(
    'NEW_PASSWORD_REQUIRED',
    knownChallengeBody('NEW_PASSWORD_REQUIRED', newPassword)
  )
  return taggedUnion(
    [...bodies.values(), UnknownChallengeBody],
    'challenge',
    'The response to the challenge.'
  ) as never
}

/** The body of `POST /signin/challenge` for the default attributes. */
export const RespondToChallengeBody = respondToChallengeBody(DefaultAttributes)

type OptionalSession = { session?: string }

/** The response to a challenge, with further responses for `NEW_PASSWORD_REQUIRED`. */
type ChallengeResponse<Written> =
  | {
    [Name in KnownChallenge]: {
      challenge: Name
      username: string
      responses: Static<(typeof RESPONSES)[Name]> &
          (Name extends 'NEW_PASSWORD_REQUIRED' ? Written : unknown)
    } & (Name extends Sessionless ? OptionalSession : { session: string })
  }[KnownChallenge]
  | ({
    challenge: string & {}
    username: string
    responses: Readonly<Record<string, string>>
  } & OptionalSession)

/** The response to a challenge. `NEW_PASSWORD_REQUIRED` also accepts `userAttributes.<name>`. */
export type RespondToChallengeBody = ChallengeResponse<Readonly<Record<`userAttributes.${string}`, string>>>

/** `RespondToChallengeBody`, for the given attributes. */
export type RespondToChallengeBodyWith<Attributes extends AttributesSchema> = ChallengeResponse<{
  [
  Name in keyof StaticAttributes<Attributes> & string as `userAttributes.${Name}`
  ]?: StaticAttributes<Attributes>[Name]
}>
