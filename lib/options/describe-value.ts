/** Fields whose values may be or contain secrets. */
const SECRET = /secret|credential|^(password|keys?|jwks|redis|code|token|requestHandler)$/i

/** Longer values may be secrets. */
const MAX_LENGTH = 40

/**
 * Describes a received value for an error message: the value itself if it is short and its field holds no
 * secrets, else its type and size.
 *
 * @param path - of the field, from the options down
 */
export function describeValue (path: readonly string[], value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  const isSecret = path.some(name => SECRET.test(name))
  if (typeof value === 'string') {
    return isSecret || value === '' || !isShort(value) ? describeString(value) : quote(value)
  }
  if (Array.isArray(value)) {
    return isSecret || !areShortNames(value) ? describeList(value) : `[${value.map(quote).join(', ')}]`
  }
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'function') return 'a function'
  if (isSecret || typeof value === 'symbol') return `a ${typeof value}`
  return typeof value === 'bigint' ? `${value}n` : String(value)
}

/**
 * Describes a URL for an error message: without its credentials, query and fragment, which may be secrets.
 */
export function describeUrl (url: string): string {
  return quote(url.replace(/^([^/?#]*:\/\/)[^/?#]*@/, '$1').replace(/[?#].*$/s, ''))
}

function isShort (text: string): boolean {
  // A URL can contain a password, or a key in its query.
  return text.length <= MAX_LENGTH && !/[@?]/.test(text)
}

function areShortNames (list: readonly unknown[]): list is readonly string[] {
  return list.length > 0 && list.every(item => typeof item === 'string') && isShort(list.join())
}

/** Text as in JSON, printable ASCII only: nothing in it can forge a line. */
function quote (text: string): string {
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}

function describeString (text: string): string {
  return text === '' ? 'an empty string' : `a string of ${text.length} characters`
}

function describeList ({ length }: readonly unknown[]): string {
  return length === 0 ? 'an empty list' : `a list of ${length}`
}
