/** AWS publishes two keys of half a kilobyte each. */
const MAX_BYTES = 50 * 1024

/**
 * Fetches the key set at a URL and returns its entries, without validating them.
 *
 * @param options.timeout - how long the request may take in total, in milliseconds
 * @param options.signal - aborts it
 * @throws Error with the reason: timeout, redirect, a status other than 2xx, too many bytes, or not a key set
 */
export function fetchJwks (
  jwksUri: string,
  { timeout, signal }: { timeout: number, signal: AbortSignal }
): Promise<readonly unknown[]> {
  return withDeadline(signal => exchange(jwksUri, signal), { timeout, signal })
}

async function exchange (jwksUri: string, signal: AbortSignal): Promise<readonly unknown[]> {
  // Only the configured URL is trusted, not a target that it redirects to.
  const response = await fetch(jwksUri, {
    redirect: 'error',
    signal,
    headers: { accept: 'application/json' }
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`the JWKS endpoint responded with ${response.status}`)
  }
  const keys = entries(await readBounded(response))
  if (keys.length === 0) throw new Error('the key set is empty')
  return keys
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

async function readBounded (response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  // A 204 has no body at all.
  for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > MAX_BYTES) throw new Error(`the key set is larger than ${MAX_BYTES} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function entries (text: string): readonly unknown[] {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new Error('the JWKS endpoint did not return JSON')
  }
  const keys =
    typeof document === 'object' && document !== null && 'keys' in document ? document.keys : undefined
  if (!Array.isArray(keys)) throw new Error('the JWKS endpoint did not return a key set')
  return keys
}
