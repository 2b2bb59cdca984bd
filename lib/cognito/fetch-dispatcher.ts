import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { rootCause } from '../describe-error.js'

type Handler = CognitoIdentityProviderClient['config']['requestHandler']

/** The global properties where undici, and the copy of it in Node.js, keep the dispatcher of `fetch`. */
const GLOBAL_DISPATCHERS = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')]

/** The default dispatcher, and the wrapper of undici 8 for older releases. */
const DEFAULT = new Set(['Agent', 'Dispatcher1Wrapper'])

/** Returns whether `fetch` uses a dispatcher of the application, or the proxy of `NODE_USE_ENV_PROXY`. */
function hasOwnDispatcher (): boolean {
  return GLOBAL_DISPATCHERS.some(key => {
    const dispatcher = (globalThis as unknown as Record<symbol, object | undefined>)[key]
    return dispatcher !== undefined && !DEFAULT.has(dispatcher.constructor.name)
  })
}

/**
 * Makes the SDK's handler use `fetch` if a proxy or another dispatcher is set for `fetch`, as requests for
 * key sets do.
 */
export function useFetchDispatcher (handler: Handler): void {
  const sendDirectly = handler.handle.bind(handler)
  handler.handle = (request, options) =>
    hasOwnDispatcher() ? sendByFetch(request, options) : sendDirectly(request, options)
}

const sendByFetch: Handler['handle'] = async (
  { protocol, hostname, port, path, method, headers, body },
  options
) => {
  // fetch sets these two headers itself.
  const { host, 'content-length': length, ...rest } = headers
  try {
    const response = await fetch(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`, {
      method,
      headers: rest,
      body,
      redirect: 'manual',
      signal: (options as { abortSignal: AbortSignal }).abortSignal
    })
    return {
      response: {
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
        body: new Uint8Array(await response.arrayBuffer())
      } as Awaited<ReturnType<Handler['handle']>>['response']
    }
  } catch (error) {
    throw networkError(error as Error)
  }
}

/** Unwraps the cause of a `fetch` error, so that the SDK sees its code and knows whether to retry. */
function networkError (error: Error): Error {
  const cause = rootCause(error)
  const isReset = (cause as NodeJS.ErrnoException).code === 'UND_ERR_SOCKET'
  return isReset ? Object.assign(new Error(cause.message, { cause }), { code: 'ECONNRESET' }) : cause
}
