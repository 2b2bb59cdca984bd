/** AWS publishes two keys of half a kilobyte each; this leaves room for many more, and none for a flood. */
const MAX_BYTES = 50 * 1024

/**
 * The entries of the key set at an address, as the host gives them: nothing about them is checked here.
 *
 * @param options.timeout - how long the whole exchange may take, in milliseconds
 * @param options.signal - ends it early
 * @throws Error saying what is wrong: no answer in time, a redirect, a status other than 2xx, too many bytes, no key set
 */
export async function fetchJwks (jwksUri: string, { timeout, signal }: { timeout: number, signal: AbortSignal }): Promise<readonly unknown[]> {
  // A redirect could lead anywhere; the address is the application's own word, and stays so.
  const response = await fetch(jwksUri, {
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    headers: { accept: 'application/json' }
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`the key host answered ${response.status}`)
  }
  const keys = entries(await readBounded(response))
  if (keys.length === 0) throw new Error('the key set is empty')
  return keys
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
    throw new Error('the key host did not answer with JSON')
  }
  const keys = typeof document === 'object' && document !== null && 'keys' in document ? document.keys : undefined
  if (!Array.isArray(keys)) throw new Error('the key host did not answer with a key set')
  return keys
}
