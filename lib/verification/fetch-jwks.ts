import { fetchText } from './fetch-text.js'

/** AWS publishes two keys of half a kilobyte each. */
const MAX_BYTES = 50 * 1024

/**
 * Fetches the key set at a URL and returns its entries, without validating them.
 *
 * @param options.timeout - how long the request may take in total, in milliseconds
 * @param options.signal - aborts it
 * @throws Error with the reason: timeout, redirect, a status other than 2xx, too many bytes, or not a key set
 */
export async function fetchJwks (
  jwksUri: string,
  { timeout, signal }: { timeout: number, signal: AbortSignal }
): Promise<readonly unknown[]> {
  const text = await fetchText(jwksUri, {
    timeout,
    signal,
    accept: 'application/json',
    maxBytes: MAX_BYTES,
    endpoint: 'the JWKS endpoint',
    document: 'the key set'
  })
  const keys = entries(text)
  if (keys.length === 0) throw new Error('the key set is empty')
  return keys
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
