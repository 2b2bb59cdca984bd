/** Records a sign-in in the history of its user: one event, from the first correct response to the end. */
import { recordEvent } from '../events.js'
import type { AuthEvent, ChallengeResults } from '../records.js'
import type { KnownSignIn, SignIn, Step } from './types.js'

/** The exceptions of sign-ins that fail. Others are about requests. */
const FAILURES = [
  'CodeMismatchException',
  'ExpiredCodeException',
  'NotAuthorizedException',
  'UserLambdaValidationException',
  'UserNotConfirmedException'
]

/** Runs a step of a sign-in. If the sign-in fails, the event has the response Fail. */
export async function recordFailure (signIn: SignIn, run: () => Step | Promise<Step>): Promise<Step> {
  try {
    return await run()
  } catch (error) {
    const isFailure = FAILURES.includes((error as Error).name)
    if (isFailure && signIn.user !== undefined) recordSignIn(signIn as KnownSignIn, 'Fail')
    throw error
  }
}

/** Runs the check of a password or of an MFA code, which throws if it is wrong, and records the result. */
export function recordResult (signIn: KnownSignIn, name: keyof ChallengeResults, check: () => void): void {
  note(signIn, name, 'Failure')
  check()
  note(signIn, name, 'Success')
  recordSignIn(signIn, 'InProgress')
}

/** Records the state of a sign-in and returns the ID of its event. */
export function recordSignIn (signIn: KnownSignIn, response: AuthEvent['response']): string {
  const { pool, user, state } = signIn
  const { eventId: id, results = {} } = state
  state.eventId = recordEvent(pool, user, 'SignIn', response, { id, results })
  return state.eventId
}

function note ({ state }: SignIn, name: keyof ChallengeResults, result: 'Success' | 'Failure'): void {
  state.results = { ...state.results, [name]: result }
}
