/** The options of a fetch, and the names for its errors. */
export interface FetchOptions {
  /** How long the request may take in total, in milliseconds. */
  readonly timeout: number
  /** Aborts the request. */
  readonly signal: AbortSignal
  /** The accepted media types. */
  readonly accept: string
  readonly maxBytes: number
  /** The name of the endpoint, such as `the JWKS endpoint`. */
  readonly endpoint: string
  /** The name of the document, such as `the key set`. */
  readonly document: string
}

/** A response with a status other than 2xx. */
export class StatusError extends Error {
  readonly status: number

  constructor (endpoint: string, status: number) {
    super(`${endpoint} responded with ${status}`)
    this.status = status
  }
}

/**
 * Fetches a small document of UTF-8 text.
 *
 * @throws StatusError for a status other than 2xx; Error with the reason: timeout, redirect, too many bytes
 */
export function fetchText (url: string, options: FetchOptions): Promise<string> {
  return withDeadline(signal => exchange(url, signal, options), options)
}

async function exchange (url: string, signal: AbortSignal, options: FetchOptions): Promise<string> {
  // Only the configured URL is trusted, not a target that it redirects to.
  const response = await fetch(url, {
    redirect: 'error',
    signal,
    headers: { accept: options.accept }
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new StatusError(options.endpoint, response.status)
  }
  return readBounded(response, options)
}

/**
 * Runs `work`, and rejects at the timeout or when `signal` aborts, whether or not `work` reacts.
 *
 * Not by `AbortSignal.any` of an `AbortSignal.timeout`: after a garbage collection such a timeout may never
 * fire (https://github.com/nodejs/node/issues/57736), and an endpoint that hangs would block forever.
 */
async function withDeadline<T> (
  work: (signal: AbortSignal) => Promise<T>,
  { timeout, signal }: { timeout: number, signal: AbortSignal }
): Promise<T> {
  signal.throwIfAborted()
  const exchange = new AbortController()
  const ended = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`timeout: no complete response within ${timeout} ms`))
    }, timeout).unref()
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason)
      },
      { signal: exchange.signal }
    )
    exchange.signal.addEventListener('abort', () => {
      clearTimeout(timer)
    })
  })
  try {
    return await Promise.race([work(exchange.signal), ended])
  } finally {
    exchange.abort()
  }
}

async function readBounded (response: Response, { maxBytes, document }: FetchOptions): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  // A 204 has no body at all.
  for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new Error(`${document} is larger than ${maxBytes} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
