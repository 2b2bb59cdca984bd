import { withTimeout } from '../../../with-timeout.js'
import { CognitoException } from '../exception.js'
import type { User } from '../records.js'
import type { UserPool } from '../user-pool.js'
import type { Trigger, TriggerEvent, TriggerName } from './types.js'

/** AWS's names of the triggers, as its messages have them. */
const NAMES: Record<TriggerName, string> = {
  preSignUp: 'PreSignUp',
  postConfirmation: 'PostConfirmation',
  preAuthentication: 'PreAuthentication',
  postAuthentication: 'PostAuthentication',
  preTokenGeneration: 'PreTokenGeneration',
  customMessage: 'CustomMessage',
  userMigration: 'UserMigration',
  defineAuthChallenge: 'DefineAuthChallenge',
  createAuthChallenge: 'CreateAuthChallenge',
  verifyAuthChallengeResponse: 'VerifyAuthChallengeResponse'
}

/** How long AWS waits for a trigger, in milliseconds. */
const TIMEOUT = 5000

export interface Invocation {
  /** The second part of `triggerSource`; the first is the name of the trigger. */
  source: string
  userName: string
  clientId: string | undefined
  request: Record<string, unknown>
  response?: Record<string, unknown>
  version?: string
  /** The first part of `triggerSource`, if it is not the name of the trigger. */
  prefix?: string
}

/**
 * Runs a trigger. Returns its response, or undefined if there is no such trigger.
 *
 * @throws UserLambdaValidationException with the message of the error that the trigger throws
 * @throws InvalidLambdaResponseException if it does not return the event
 * @throws UnexpectedLambdaException if it does not return within five seconds
 */
export async function runTrigger (
  pool: UserPool,
  name: TriggerName,
  invocation: Invocation
): Promise<Record<string, any> | undefined> {
  const configured = pool.environment.triggers[name]
  if (configured === undefined) return undefined
  const handler = typeof configured === 'function' ? configured : configured.handler
  const event = eventOf(pool, NAMES[name], invocation)
  const returned = await withTimeout(
    TIMEOUT,
    () => runHandler(handler, event, NAMES[name]),
    () => timeoutOf(NAMES[name])
  )
  const response: unknown = (returned as Partial<TriggerEvent> | undefined)?.response
  if (typeof response !== 'object' || response === null) {
    throw new CognitoException('InvalidLambdaResponseException', 'Unrecognizable lambda output')
  }
  return response as Record<string, any>
}

function eventOf (pool: UserPool, name: string, invocation: Invocation): TriggerEvent {
  const { source, userName, clientId, request, response = {}, version = '1', prefix = name } = invocation
  return asJson({
    version,
    triggerSource: `${prefix}_${source}`,
    region: pool.environment.region,
    userPoolId: pool.id,
    userName,
    // AWS sends this ID for requests without an app client.
    callerContext: {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: clientId ?? 'CLIENT_ID_NOT_APPLICABLE'
    },
    request,
    response
  })
}

/** Returns a copy as JSON, in which undefined members are missing. */
function asJson (event: TriggerEvent): TriggerEvent {
  return JSON.parse(JSON.stringify(event)) as TriggerEvent
}

function timeoutOf (name: string): CognitoException {
  return new CognitoException('UnexpectedLambdaException', `${name} invocation failed due to error Timeout.`)
}

async function runHandler (handler: Trigger, event: TriggerEvent, name: string): Promise<unknown> {
  try {
    return await handler(event)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CognitoException('UserLambdaValidationException', `${name} failed with error ${reason}.`)
  }
}

/** The attributes of a user as triggers see them. */
export function triggerAttributes ({ sub, status, attributes }: User): Record<string, string> {
  return { sub, 'cognito:user_status': status, ...attributes }
}
