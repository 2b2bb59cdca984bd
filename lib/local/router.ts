import { context, type Fields, type Router } from './emulator.js'
import { CognitoException, invalidParameter, unsupported } from './exception.js'
import { checkShape } from './input.js'
import { operations } from './operations/table.js'
import type { Parts } from './parts.js'

/** Do an operation of the Cognito API. Throws CognitoException, and nothing else. */
export type Call = (operation: string, body: Fields) => Promise<Fields>

/** Does one thing at a time, in the order they came. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve()

  async add<T> (work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => {})
    return await done
  }

  /** Resolves when everything that was added is done. */
  async idle (): Promise<void> {
    await this.#last
  }
}

/**
 * Operations are done one at a time: each reads a record, thinks, and writes it
 * back, and none is to see another half done.
 */
export function createRouter (parts: Parts, queue: Queue): Call {
  return async (operation, body) => await queue.add(async () => await run(parts, operation, body))
}

async function run (parts: Parts, operation: string, body: Fields): Promise<Fields> {
  try {
    checkShape(body)
    const ours = operations.get(operation)
    return ours === undefined ? await parts.delegate(operation, body) : await ours(parts, body)
  } catch (error) {
    throw asException(error as Error & { code?: string })
  }
}

// cognito-local's own errors carry a code too; where junk trips it up it throws whatever comes.
function asException (error: Error & { code?: string }): CognitoException {
  if (error instanceof CognitoException) return error
  if (error.code?.endsWith('Exception')) return new CognitoException(error.code, error.message)
  if (error.constructor.name === 'UnsupportedError') return unsupported(error.message)
  return invalidParameter(`cognito-local failed: ${error.message}`)
}

/** Hands operations to cognito-local. */
export function delegated (router: Router): Parts['delegate'] {
  return async (operation, body) => await router(operation)(context, body)
}
