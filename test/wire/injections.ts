import type { WireAnswer, WireCall } from '../wire.js'
import { declares, isOperation, statusOf } from './model.js'

/** What an operation answers instead: always the same, or as the call is; undefined goes on as usual. */
export type Injected = WireAnswer | ((call: WireCall) => WireAnswer | undefined)

/** An exception that no model knows: the way a newer Cognito could answer. */
export function unknown (name: string, message = 'as told'): WireAnswer {
  const answer = { status: 400, body: { __type: name, message } }
  UNKNOWN.add(answer)
  return answer
}

const UNKNOWN = new WeakSet<WireAnswer>()

/** Answers that a test puts in the place of the pool's own, by operation. */
export class Injections {
  readonly #next = new Map<string, Injected[]>()
  readonly #always = new Map<string, Injected>()

  /** For the next calls of the operation. @throws TypeError for an exception that the operation does not declare */
  next (operation: string, injected: Injected, times = 1): void {
    check(operation, injected)
    this.#next.set(operation, [...(this.#next.get(operation) ?? []), ...Array<Injected>(times).fill(injected)])
  }

  /** For every call of the operation from now on. */
  always (operation: string, injected: Injected): void {
    check(operation, injected)
    this.#always.set(operation, injected)
  }

  /** Takes back what was put in, for one operation or for all. */
  restore (operation?: string): void {
    for (const injected of [this.#next, this.#always]) {
      if (operation === undefined) injected.clear()
      else injected.delete(operation)
    }
  }

  take (call: WireCall): WireAnswer | undefined {
    const injected = this.#next.get(call.operation)?.shift() ?? this.#always.get(call.operation)
    const answer = typeof injected === 'function' ? injected(call) : injected
    if (answer === undefined) return undefined
    check(call.operation, answer)
    const exception = exceptionOf(answer)
    return exception === undefined || UNKNOWN.has(answer) ? answer : { ...answer, status: statusOf(exception) }
  }
}

function check (operation: string, injected: Injected): void {
  if (!isOperation(operation)) throw new TypeError(`${operation} is no operation of the service model`)
  if (typeof injected === 'function' || UNKNOWN.has(injected)) return
  const exception = exceptionOf(injected)
  if (exception !== undefined && !declares(operation, exception)) {
    throw new TypeError(`${operation} does not declare ${exception}; an answer that AWS does not document is made by unknown()`)
  }
}

function exceptionOf ({ body }: WireAnswer): string | undefined {
  const type = typeof body === 'object' ? (body as { __type?: unknown }).__type : undefined
  return typeof type === 'string' ? type : undefined
}
