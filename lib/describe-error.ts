/** Describes an error of other code, such as an HTTP client or a driver, for the log. */
export interface ErrorDescription {
  readonly name: string
  readonly code?: string
  readonly message: string
}

const NAME_LENGTH = 64
const MESSAGE_LENGTH = 200

/** The maximum number of stack frames. */
const FRAMES = 10

const MASK = '[masked]'

/** The names of secrets, which precede a colon or an equals sign. */
const KEYS =
  '(?:pass(?:word|wd|phrase)?|pwd|secret|token|authorization|credentials?|api[-_ ]?key|access[-_ ' +
  ']?key|session)'

/** Patterns of secrets in messages, each with its replacement. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // Redis repeats the arguments of an unknown command, which may be AUTH.
  [/(with args beginning with:).*/is, `$1 ${MASK}`],
  // The user information and the query of a URL.
  [/(\/\/)[^\s"'<>]*@/g, `$1${MASK}@`],
  [/(\/\/[^\s?#"'<>]+)[?#][^\s"'<>]*/g, `$1?${MASK}`],
  [/\b(bearer|basic|digest|negotiate)\s+[^\s,;"')]+/gi, `$1 ${MASK}`],
  [/\b((?:set-)?cookie["']?\s*[:=]).*/gi, `$1 ${MASK}`],
  [new RegExp(`(${KEYS}["']?\\s*[:=]\\s*)(?:"[^"]*"|'[^']*'|[^\\s,;&)}\\]]+)`, 'gi'), `$1${MASK}`],
  // A JWT, complete or truncated.
  [/\beyJ[\w.-]*/g, MASK],
  // Other generated text, in hexadecimal, base64url or base64, but not paths or names of hosts or classes.
  [/\b[\da-f]{32,}\b/gi, MASK],
  [/\b(?=[\w+=-]*\d)[\w+=-]{40,}/g, MASK],
  [/(?<![\w/.:])\w(?=[\w+/]*\d)[\w+/]{39,}=*/g, MASK]
]

/**
 * Describes a foreign error for a log line: its name, its code and a bounded message.
 *
 * Such errors can include the data that was sent, such as request headers with the caller's token, or the
 * arguments of a Redis command with a password. Their other properties are not read, and secrets in the
 * message are masked.
 */
export function describeError (error: unknown): ErrorDescription {
  const message = textOf(error, 'message')
  const cause = read(error, 'cause')
  // The message of undici is "fetch failed": the reason is in the cause.
  const causeText = textOf(cause, 'message') || textOf(cause, 'code')
  const code = codeOf(error) ?? codeOf(cause)
  return {
    name: boundedText(textOf(error, 'name') || typeName(error), NAME_LENGTH),
    ...(code !== undefined && { code: boundedText(code, NAME_LENGTH) }),
    message: safeText([message, causeText].filter(part => part !== '').join(': '))
  }
}

/**
 * Masks secrets in a text, truncates it to 200 characters, and replaces control characters, which could forge
 * lines in a plain-text log.
 */
export function safeText (text: string): string {
  // Masked before it is truncated, since the rest of a secret would not be recognized. Bounded first, to
  // limit the work.
  return boundedText(mask(text.slice(0, 4096)), MESSAGE_LENGTH)
}

function mask (text: string): string {
  return SECRETS.reduce((masked, [secret, replacement]) => masked.replace(secret, replacement), text)
}

/**
 * Returns a safe copy of an error of other code, to use as `cause`: loggers and error handlers print causes
 * with all of their properties.
 */
export function safeCause (error: unknown): Error {
  const { name, code, message } = describeError(error)
  const cause = error instanceof TypeError ? new TypeError(message) : new Error(message)
  const stack = [`${name}: ${message}`, ...framesOf(error)].join('\n')
  for (const [key, value] of Object.entries({ name, stack, ...(code !== undefined && { code }) })) {
    Object.defineProperty(cause, key, {
      value,
      writable: true,
      configurable: true,
      enumerable: key === 'code'
    })
  }
  return cause
}

/** The maximum number of causes that are followed, since an error may be its own cause. */
const CAUSES = 5

/** Returns the innermost `cause` of an error. `fetch` wraps what failed, and with a proxy wraps it twice. */
export function rootCause (error: Error): Error {
  let root = error
  for (let i = 0; i < CAUSES && root.cause instanceof Error; i++) root = root.cause
  return root
}

/**
 * Returns the reason why a fetch failed. The message of undici is "fetch failed": the reason is in the
 * causes. For a host with several IP addresses, the cause has a code and no message.
 */
export function reasonOf (error: unknown): string {
  const { message, code } = rootCause(error as Error) as NodeJS.ErrnoException
  return message || String(code)
}

/**
 * Sets a safe copy of another error as the cause of an error of this package. It is not enumerable, as with
 * `new Error(message, { cause })`.
 */
export function withCause<E extends Error> (error: E, foreign: unknown): E {
  return Object.defineProperty(error, 'cause', {
    value: safeCause(foreign),
    writable: true,
    configurable: true
  })
}

/** A stack frame of V8: `at name (file:1:2)`. */
const FRAME = /^ {4}at [^\n]*(?::\d+:\d+|<anonymous>)\)?$/

/** Returns the stack frames of an error, without its message. */
function framesOf (error: unknown): string[] {
  return textOf(error, 'stack')
    .slice(0, 16_384)
    .replace(textOf(error, 'message'), '')
    .split('\n')
    .filter(line => FRAME.test(line))
    .slice(0, FRAMES)
    .map(line => boundedText(mask(line), MESSAGE_LENGTH))
}

function codeOf (error: unknown): string | undefined {
  const code = read(error, 'code')
  if (typeof code === 'number') return String(code)
  return typeof code === 'string' && code !== '' ? code : undefined
}

function typeName (error: unknown): string {
  return error instanceof Error ? 'Error' : error === null ? 'null' : typeof error
}

function textOf (error: unknown, key: string): string {
  const value = read(error, key)
  return typeof value === 'string' ? value : ''
}

/** A thrown value can be anything, also an object whose getters throw. */
function read (error: unknown, key: string): unknown {
  try {
    return (error as Record<string, unknown> | null | undefined)?.[key]
  } catch {
    return undefined
  }
}

/** Truncates a text and replaces control characters. */
export function boundedText (text: string, length = NAME_LENGTH): string {
  const truncated = text.length > length ? `${text.slice(0, length)}...` : text
  return truncated.replace(/[\p{C}\u2028\u2029]/gu, '?')
}
