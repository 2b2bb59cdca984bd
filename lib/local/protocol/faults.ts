import { setTimeout as wait } from 'node:timers/promises'
import { CognitoException } from '../pool/exception.js'
import type { HttpResponse } from './http.js'
import { OPERATIONS } from './service-model.js'
import type { Fields } from './types.js'
import { declares } from './validation.js'

/** Exceptions that every operation of AWS can return, besides those that it declares. */
const COMMON = [
  'ThrottlingException',
  'ServiceUnavailable',
  'InternalFailure',
  'RequestExpired',
  'AccessDeniedException'
]

/** A response in place of an operation's own. It is sent as it is. */
export interface FaultResponse {
  /** Defaults to 200. */
  status?: number
  /** Headers besides the content type and the request ID, which they may replace. */
  headers?: Record<string, string>
  /** A text is sent as it is, an object as JSON. Defaults to `{}`. */
  body?: object | string
  /** Sends no response: `hang` keeps the connection open, `reset` closes it. */
  connection?: 'hang' | 'reset'
}

/**
 * The result of an operation instead of its own: the name of an exception, a response, or a function that
 * returns one of them for a call, or undefined to run the operation. The function can return a promise. Its
 * second argument runs the operation and returns its response, of which the function can return a changed
 * copy.
 *
 * @example
 * ```ts
 * import { startLocalCognito, type Fault } from 'fastify-cognito-auth/local'
 *
 * const onlyAda: Fault = ({ input }) =>
 *   input['Username'] === 'ada@example.com' ? 'UserNotFoundException' : undefined
 * const local = await startLocalCognito()
 * local.fail('AdminGetUser', onlyAda)
 * ```
 */
export type Fault =
  string | FaultResponse | ((call: RequestRecord, respond: Respond) => FaultResult | Promise<FaultResult>)

/** Runs an operation. Throws its exception, if there is one. */
export type Respond = () => Promise<{ status: number, body: Record<string, unknown> }>

type FaultResult = string | FaultResponse | undefined

/** The number of calls that are delayed. */
export interface DelayOptions {
  /** The number of calls. Defaults to every call. */
  times?: number
}

/** The number of calls that fail, and the message of the exception. */
export interface FaultOptions extends DelayOptions {
  /** The message of the exception. Defaults to a short text. */
  message?: string
}

/** A call that the server received. */
export interface RequestRecord {
  /** The name of the operation, such as `InitiateAuth`. */
  operation: string
  /** The input of the operation, as it arrived. */
  input: Fields
  /** The headers of the request. */
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** When it arrived. */
  at: Date
}

interface Failure {
  fault: Fault
  times: number
  message: string
}

interface Delay {
  milliseconds: number
  times: number
}

const MAX_REQUESTS = 1000
const EVERY_OPERATION = '*'

/** Failures and delays that tests put into operations, and a record of the calls. */
export class Faults {
  readonly #failures = new Map<string, Failure[]>()
  readonly #delays = new Map<string, Delay[]>()
  readonly #now: () => number
  /** The last 1000 calls, the newest last. */
  readonly requests: RequestRecord[] = []

  constructor (now: () => number) {
    this.#now = now
  }

  /**
   * Makes an operation fail, or every operation (`*`). Failures for a number of calls come first, in their
   * order; of those for every call, the newest applies. A failure of one operation comes before one of every
   * operation.
   *
   * @throws TypeError for an operation that does not exist, and for an exception that it does not declare
   */
  fail (
    operation: string,
    fault: Fault,
    { times = Infinity, message = 'A failure of the test.' }: FaultOptions = {}
  ): void {
    checkOperation(operation)
    if (typeof fault === 'string') checkException(operation, fault)
    const failures = this.#failures.get(operation) ?? []
    const kept = times === Infinity ? failures.filter(isCounted) : failures
    this.#failures.set(operation, [...kept, { fault, times, message }])
  }

  /** Delays the response of an operation by a number of milliseconds. */
  delay (operation: string, milliseconds: number, { times = Infinity }: DelayOptions = {}): void {
    checkOperation(operation)
    this.#delays.set(operation, [...(this.#delays.get(operation) ?? []), { milliseconds, times }])
  }

  /** Removes failures and delays, of one operation or of all. */
  restore (operation?: string): void {
    for (const faults of [this.#failures, this.#delays]) {
      if (operation === undefined) faults.clear()
      else faults.delete(operation)
    }
  }

  /** Records a call. */
  record (request: Omit<RequestRecord, 'at'>): RequestRecord {
    const record = { ...request, at: new Date(this.#now()) }
    this.requests.push(record)
    if (this.requests.length > MAX_REQUESTS) this.requests.shift()
    return record
  }

  /**
   * Applies the delays and the failure of a call. Returns the response to send, or undefined.
   *
   * @throws CognitoException if the failure is an exception
   */
  async apply (call: RequestRecord, respond: Respond): Promise<HttpResponse | undefined> {
    for (const delay of usable(this.#delays, call.operation)) {
      delay.times -= 1
      await wait(delay.milliseconds, undefined, { ref: false })
    }
    const failures = usable(this.#failures, call.operation)
    const failure = failures.find(isCounted) ?? failures[0]
    if (failure === undefined) return undefined
    const { fault } = failure
    failure.times -= 1
    const result = typeof fault === 'function' ? await fault(call, respond) : fault
    if (result === undefined) {
      failure.times += 1
      return undefined
    }
    if (typeof result === 'object') return { status: 200, body: {}, ...result }
    checkException(call.operation, result)
    throw new CognitoException(result, failure.message)
  }
}

const isCounted = ({ times }: { times: number }) => times !== Infinity

function usable<Counted extends { times: number }> (
  faults: ReadonlyMap<string, readonly Counted[]>,
  operation: string
): Counted[] {
  return [operation, EVERY_OPERATION].flatMap(name => faults.get(name) ?? []).filter(({ times }) => times > 0)
}

function checkOperation (operation: string): void {
  if (operation !== EVERY_OPERATION && !Object.hasOwn(OPERATIONS, operation)) {
    throw new TypeError(`${operation} is not an operation of Cognito user pools.`)
  }
}

function checkException (operation: string, exception: string): void {
  if (operation === EVERY_OPERATION || COMMON.includes(exception) || declares(operation, exception)) return
  throw new TypeError(
    `${operation} does not declare ${exception}. A response { status, body } can be anything.`
  )
}
