/**
 * Characters that could change what a terminal shows or how a line is read: control and format characters,
 * such as those that reverse the direction of text, and separators of lines.
 */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu

/** The maximum length of a printed value, in characters. */
const MAX_LENGTH = 400

/** A JWT, complete or truncated. */
const TOKEN = /\beyJ[\w-]{8,}[\w.-]*/g

/** Returns a text without tokens, such as one that was given in place of a file's name. */
export function withoutTokens (text: string): string {
  return text.replace(TOKEN, '[token]')
}

/** Returns text in which every character is printable: others are escaped as in JSON. */
export function printable (text: string): string {
  return text.replace(UNPRINTABLE, escapeCharacter)
}

/** Returns JSON in which every character is printable. */
export function printableJson (value: unknown): string {
  return printable(JSON.stringify(value))
}

/** Returns a value of JSON for a terminal, truncated. */
export function printableValue (value: unknown): string {
  const text = printableJson(value)
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}... (${text.length} characters)`
}

/** Returns text for a terminal, truncated, without quotes. */
export function printableText (text: string): string {
  return printableValue(text).replace(/^"|"$/g, '')
}

function escapeCharacter (character: string): string {
  return character
    .split('')
    .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
