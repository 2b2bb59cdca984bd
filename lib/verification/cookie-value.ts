/**
 * Returns the value of a cookie in a `Cookie` header. Null if it is not there or empty. Of several cookies
 * with the name, the first is used.
 */
export function cookieValue (header: string, name: string): string | null {
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=')
    if (equals === -1 || pair.slice(0, equals).trim() !== name) continue
    const value = pair.slice(equals + 1).trim()
    const unquoted = value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
    return unquoted === '' ? null : percentDecoded(unquoted)
  }
  return null
}

/** Decodes a value like `@fastify/cookie`: a value with invalid percent-encoding is returned unchanged. */
function percentDecoded (value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
