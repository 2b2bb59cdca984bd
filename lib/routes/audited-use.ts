import type { Socket } from 'node:net'
import type { FastifyReply } from 'fastify'

/** How the use of a route ended. */
export interface Ending {
  /** `success`, `challenge`, the code of an error, or an HTTP status. */
  readonly outcome: string
  /** The error that was sent to the caller although the operation succeeded. */
  readonly responseError?: string
  /** The connection was closed before the response was sent. */
  readonly clientDisconnected?: true
}

/**
 * One use of an audited route. It ends once, when both its operation and its response have ended, in any
 * order: the client may disconnect, or a timeout may respond, while the operation is running.
 */
export class AuditedUse {
  readonly #reply: FastifyReply
  readonly #onEnd: (ending: Ending) => void
  #operation: 'none' | 'running' | 'ended' = 'none'
  #response: 'open' | 'sent' | 'lost' = 'open'
  /** The status of the response when it ended: the operation may write to the reply after that. */
  #statusCode: number | null = null
  #hasEnded = false
  /** How the operation ended. */
  #outcome: string | null = null
  /** The code of the error in the response. */
  #errorCode: string | null = null

  constructor (reply: FastifyReply, onEnd: (ending: Ending) => void) {
    this.#reply = reply
    this.#onEnd = onEnd
    const {
      raw,
      request: {
        raw: { socket }
      }
    } = reply
    // The client may have gone away while a hook of the application ran.
    if (socket.destroyed || streamOf(reply).destroyed === true) this.#response = 'lost'
    raw.once('finish', () => {
      this.finish()
    })
    raw.once('close', () => {
      this.#close('lost')
    })
    // A pipelined response that waits for its turn has no connection yet, so it is not notified of the close.
    if (raw.socket === null) onceClosed(socket, this.#onClosed)
  }

  /** Runs the operation and records its outcome. */
  async run<Result> (operation: () => Promise<Result>): Promise<Result> {
    this.#operation = 'running'
    try {
      const result = await operation()
      // Tokens and a further challenge are both a 200.
      this.#settle(
        (result as { challenge?: string } | null | undefined)?.challenge === undefined
          ? 'success'
          : 'challenge'
      )
      return result
    } catch (error) {
      this.#settle(codeOf(error) ?? String((error as { statusCode?: number }).statusCode ?? 500))
      throw error
    }
  }

  /** Records the error of the response. */
  fail (error: unknown): void {
    this.#errorCode = codeOf(error) ?? this.#errorCode
  }

  /** Called before the response is sent: an operation that has not started will not run. */
  beforeSend (): void {
    if (this.#response === 'lost') this.#endOnce()
  }

  finish (): void {
    this.#close(wasSent(this.#reply) ? 'sent' : 'lost')
  }

  readonly #onClosed = (): void => {
    this.#close('lost')
  }

  #close (response: 'sent' | 'lost'): void {
    if (this.#response !== 'open') return
    this.#response = response
    if (response === 'sent') this.#statusCode = this.#reply.statusCode
    if (response === 'sent' || this.#operation === 'ended') this.#endOnce()
  }

  #settle (outcome: string): void {
    this.#operation = 'ended'
    this.#outcome = outcome
    if (this.#response !== 'open') this.#endOnce()
  }

  #endOnce (): void {
    if (this.#hasEnded || this.#operation === 'running') return
    this.#hasEnded = true
    forget(this.#reply.request.raw.socket, this.#onClosed)
    this.#onEnd(this.#ending())
  }

  #ending (): Ending {
    const statusCode = this.#statusCode ?? this.#reply.statusCode
    const responseError = this.#errorCode ?? String(statusCode)
    const outcome = this.#outcome ?? this.#errorCode ?? (statusCode < 400 ? 'success' : responseError)
    return {
      outcome,
      ...(statusCode >= 400 && (outcome === 'success' || outcome === 'challenge') && { responseError }),
      ...(this.#response === 'lost' && { clientDisconnected: true })
    }
  }
}

function codeOf (error: unknown): string | null {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : null
}

/** The stream of an HTTP/2 response. */
function streamOf ({ raw }: FastifyReply): { readonly aborted?: boolean, readonly destroyed?: boolean } {
  return (raw as { stream?: object }).stream ?? {}
}

/** Over HTTP/2 a response finishes when its stream is closed, also if the client has reset it. */
function wasSent (reply: FastifyReply): boolean {
  return reply.raw.writableEnded && streamOf(reply).aborted !== true
}

const waiting = new WeakMap<Socket, Set<() => void>>()

/**
 * Calls `callback` when a connection is closed. Uses one listener for all requests of the connection, since
 * Node.js warns about more than ten.
 */
function onceClosed (socket: Socket, callback: () => void): void {
  const callbacks = waiting.get(socket) ?? new Set()
  callbacks.add(callback)
  if (waiting.has(socket)) return
  waiting.set(socket, callbacks)
  socket.once('close', () => {
    for (const callback of callbacks) callback()
  })
}

function forget (socket: Socket, callback: () => void): void {
  waiting.get(socket)?.delete(callback)
}
