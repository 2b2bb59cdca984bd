import { Type, type Static } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { generateRandomCodeVerifier, generateRandomNonce, generateRandomState } from 'oauth4webapi'

/** The time limit of a sign-in, in milliseconds. */
export const FLOW_LIFETIME = 600_000

/** 32 random bytes. */
const Random = Type.String({ pattern: '^[\\w-]{43}$' })

const FlowSchema = Type.Object({
  state: Type.String({ pattern: '^(again\\.)?[\\w-]{43}$' }),
  returnTo: Type.String({ maxLength: 2048 }),
  /** When the sign-in started, in milliseconds since the epoch. */
  startedAt: Type.Integer(),
  /** Undefined once the callback was used. */
  pending: Type.Optional(
    Type.Object({
      nonce: Random,
      codeVerifier: Random,
      /** The ID in the store of the session that the browser had. */
      session: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
      /** Whether the user has to enter the credentials again. */
      reauthenticates: Type.Boolean()
    })
  )
})

/** One sign-in by managed login, from its start to the callback. The browser keeps it in a cookie. */
export type Flow = Static<typeof FlowSchema>

/** The part of a flow that the callback uses once. */
export type PendingFlow = NonNullable<Flow['pending']>

/** The prefix of the state of a flow that was started again by the callback. */
const AGAIN = 'again.'

interface NewFlow extends Pick<PendingFlow, 'session' | 'reauthenticates'> {
  readonly returnTo: string
  readonly startedAt: number
  /** Whether the callback starts it, in place of one that could not be completed. */
  readonly isRepetition: boolean
}

/** Creates a flow. Its state, nonce and code verifier are random. */
export function newFlow ({
  returnTo,
  startedAt,
  isRepetition,
  session,
  reauthenticates
}: NewFlow): Flow & { pending: PendingFlow } {
  return {
    state: (isRepetition ? AGAIN : '') + generateRandomState(),
    returnTo,
    startedAt,
    pending: {
      nonce: generateRandomNonce(),
      codeVerifier: generateRandomCodeVerifier(),
      session,
      reauthenticates
    }
  }
}

/** Returns whether a state is of a flow that the callback has started: it does so once, and not in a loop. */
export function isRepetition (state: string): boolean {
  return state.startsWith(AGAIN)
}

/** Returns the value of the cookie of a flow. */
export function encodeFlow (flow: Flow): string {
  return Buffer.from(JSON.stringify(flow)).toString('base64url')
}

const check = TypeCompiler.Compile(FlowSchema)

/** Returns the flow of a cookie. Null if the value has another form. */
export function decodeFlow (value: string): Flow | null {
  try {
    const flow: unknown = JSON.parse(Buffer.from(value, 'base64url').toString())
    return check.Check(flow) ? flow : null
  } catch {
    return null
  }
}
