import { describeError } from '../../describe-error.js'
import { failure } from '../error.js'
import { CallError, isDenied, Unavailable, type ApiCaller } from './caller.js'
import { actionOf, READS, type ReadName, type Readings } from './reads.js'
import type { Target } from './target.js'
import { WEB_ACL_ACTIONS } from './web-acl.js'

/** A reading, or why there is none. */
export type Reading<Value> =
  | { readonly kind: 'read', readonly value: Value }
  /** The user pool or the app client does not exist. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'denied', readonly action: string }
  /** The AWS SDK or the plan of the pool does not have it. */
  | { readonly kind: 'unavailable', readonly reason: string }
  | { readonly kind: 'failed', readonly reason: string }

export type ReadingsByName = ReadonlyMap<ReadName, Reading<Readings[ReadName]>>

/**
 * Reads the values that checks need, one after the other.
 *
 * @throws CliError if the first request fails, as without credentials or network
 */
export async function readAll (
  names: Iterable<ReadName>,
  caller: ApiCaller,
  target: Target
): Promise<ReadingsByName> {
  const readings = new Map<ReadName, Reading<Readings[ReadName]>>()
  for (const name of names) {
    const reading = await readOne(name, caller, target)
    if (reading.kind === 'failed' && readings.size === 0) {
      throw failure(`The user pool could not be read: ${reading.reason}`)
    }
    readings.set(name, reading)
  }
  return readings
}

async function readOne (
  name: ReadName,
  caller: ApiCaller,
  target: Target
): Promise<Reading<Readings[ReadName]>> {
  try {
    return { kind: 'read', value: await READS[name].read(caller, target) }
  } catch (error) {
    caller.signal.throwIfAborted()
    if (!(error instanceof CallError)) throw error
    return failedReading(error)
  }
}

/** Exceptions for features that the plan of the pool, or its Region, does not have. */
const UNAVAILABLE = new Set(['FeatureUnavailableInTierException', 'OperationNotEnabledException'])

function failedReading ({ operation, cause }: CallError): Exclude<Reading<never>, { kind: 'read' }> {
  const { name, message } = describeError(cause)
  if (cause instanceof Unavailable) return { kind: 'unavailable', reason: cause.message }
  if (name === 'ResourceNotFoundException') return { kind: 'absent' }
  if (isDenied(cause)) return { kind: 'denied', action: deniedAction(operation, message) }
  if (UNAVAILABLE.has(name)) return { kind: 'unavailable', reason: `${operation}: ${name}` }
  return { kind: 'failed', reason: `${operation}: ${name}: ${message}` }
}

/** Returns the permission that is missing. AWS names it if an operation needs several. */
function deniedAction (operation: string, message: string): string {
  const [, named = ''] = /not authorized to perform: ([\w-]+:\w+)/.exec(message) ?? []
  return WEB_ACL_ACTIONS.includes(named) ? named : actionOf(operation)
}
