import type { CurrentUser } from '../user/current-user.js'

/** A WebSocket, as of `ws` and `@fastify/websocket`. */
interface Socket {
  once(event: 'close', listener: () => void): unknown
  off(event: 'close', listener: () => void): unknown
  close(code: number, reason: string): unknown
  readonly readyState?: number
  /** Closes the connection without waiting for the client. */
  terminate?(): unknown
}

/** A streaming response, such as one of server-sent events, or any other stream. */
interface Stream {
  once(event: 'close', listener: () => void): unknown
  off(event: 'close', listener: () => void): unknown
  destroy(): unknown
  end?(): unknown
  readonly destroyed?: boolean
}

/** A connection that can outlive the token it was opened with. */
export type Closable = Socket | Stream

/** The `readyState` of a closed WebSocket. */
const CLOSED = 3

/** The close code, from the private range of RFC 6455 7.4.2: 4000 plus the HTTP status 401. */
const TOKEN_EXPIRED = 4401

/** How long a client may take to respond to the close frame, in milliseconds. */
const CLOSE_TIMEOUT = 1000

/** The maximum delay of `setTimeout`, in milliseconds. Longer delays fire immediately. */
const MAX_TIMEOUT = 2 ** 31 - 1

/**
 * Closes a connection when the access token of its user expires. A guard checks the token only once, when the
 * connection is opened.
 *
 * A WebSocket is closed with the code 4401 and the reason `token expired`, and terminated one second later if
 * the client does not respond. A stream, such as `reply.raw`, is ended and destroyed. If the token has
 * already expired (within `clockTolerance`), the connection is closed immediately. The timer does not keep
 * the process running, and is cleared when the connection closes.
 *
 * @example
 * ```ts
 * import { closeWhenExpired, getCurrentUser } from 'fastify-cognito-auth'
 *
 * app.get('/events', { preHandler: app.requireUser() }, (request, reply) => {
 *   reply.hijack()
 *   reply.raw.writeHead(200, { 'content-type': 'text/event-stream' })
 *   closeWhenExpired(reply.raw, getCurrentUser(request))
 * })
 * ```
 *
 * @param connection - an open WebSocket, response or other stream
 * @param user - the user whose token opened the connection
 * @param options.clock - returns the time, in milliseconds since the epoch. Defaults to `Date.now`
 * @returns a function that cancels the timer, for example after the client has sent a new token
 */
export function closeWhenExpired (
  connection: Closable,
  { expiresAt }: Pick<CurrentUser, 'expiresAt'>,
  { clock = Date.now }: { readonly clock?: () => number } = {}
): () => void {
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    clearTimeout(timer)
    connection.off('close', stop)
  }
  const wait = () => {
    timer = setTimeout(
      () => {
        if (clock() < expiresAt) return wait()
        connection.off('close', stop)
        close(connection)
      },
      Math.min(Math.max(expiresAt - clock(), 0), MAX_TIMEOUT)
    ).unref()
  }
  if (!isClosed(connection)) {
    connection.once('close', stop)
    wait()
  }
  return stop
}

/** The client may have disconnected before the function is called; no further event is emitted then. */
function isClosed (connection: Closable): boolean {
  return 'destroy' in connection ? connection.destroyed === true : connection.readyState === CLOSED
}

function close (connection: Closable): void {
  if ('destroy' in connection) {
    // Ends the stream if possible, then destroys it, so that a client that does not read is not waited for.
    connection.end?.()
    connection.destroy()
    return
  }
  const forceClose = setTimeout(() => {
    connection.terminate?.()
  }, CLOSE_TIMEOUT).unref()
  connection.once('close', () => {
    clearTimeout(forceClose)
  })
  connection.close(TOKEN_EXPIRED, 'token expired')
}
