/** The longest path that a sign-in returns to, in characters. */
const MAX_LENGTH = 2048

/** Control characters, which URL parsers remove: `/\t/evil.example` would become `//evil.example`. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/

/**
 * Returns the path, query and fragment that a sign-in may return to. Everything that a browser could take for
 * the URL of another origin becomes `/`, so that a link cannot use the sign-in as an open redirector (RFC
 * 9700 4.11).
 *
 * @param value - the value from a query, form or cookie
 * @param origin - the origin of the application
 */
export function localPath (value: unknown, origin: string): string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH || CONTROL.test(value)) return '/'
  if (!/^\/(?![/\\])/.test(value) || !URL.canParse(value, origin)) return '/'
  const url = new URL(value, origin)
  const path = url.pathname + url.search + url.hash
  // `/.//evil.example` has the path `//evil.example`.
  return url.origin === origin && !path.startsWith('//') && path.length <= MAX_LENGTH ? path : '/'
}
