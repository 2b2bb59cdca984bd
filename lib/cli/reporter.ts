import { styleText } from 'node:util'
import { CliError } from './error.js'
import { EXIT } from './exit-codes.js'
import { printableJson, withoutTokens } from './printable.js'

type Format = Parameters<typeof styleText>[0]

/** The streams of the command line. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
}

/** Control characters except newlines. They could change what a terminal shows. */
const CONTROL = /(?!\n)\p{Cc}/gu

/**
 * Writes everything that a command prints: results to stdout, everything else to stderr. Colors are for
 * terminals only, and `NO_COLOR` and `FORCE_COLOR` are respected.
 */
export class Reporter {
  readonly #streams: Streams
  readonly #isJson: boolean

  constructor (streams: Streams, isJson: boolean) {
    this.#streams = streams
    this.#isJson = isJson
    // A reader such as `head` may close its pipe.
    for (const stream of [streams.stdout, streams.stderr]) stream.on('error', () => {})
  }

  /** Prints a result: the text, or with `--json` the data on one line. */
  result (text: string, data: unknown): void {
    this.print(this.#isJson ? printableJson(data) : text)
  }

  /** Prints text to stdout, also with `--json`. */
  print (text: string): void {
    this.#streams.stdout.write(`${text}\n`)
  }

  /** Returns a heading of a result, which is bold on a terminal. */
  heading (text: string): string {
    return this.#style('stdout', 'bold', text)
  }

  /** Returns a part of a result, which has a color on a terminal. */
  color (format: Format, text: string): string {
    return this.#style('stdout', format, text)
  }

  /** Shows the progress on the last line of a terminal, and replaces the previous text. */
  progress (text: string): void {
    const { stderr } = this.#streams
    if ((stderr as { isTTY?: boolean }).isTTY === true) stderr.write(`\r\u001b[2K${text}`)
  }

  /** Prints text to stderr. */
  note (text: string): void {
    this.#streams.stderr.write(`${safe(text)}\n`)
  }

  /** Prints the text of a question to stderr, without a line break. */
  prompt (text: string): void {
    this.#streams.stderr.write(safe(text))
  }

  /** Prints an event to stderr, on one line, with the time. */
  event (at: Date, text: string): void {
    const time = this.#style('stderr', 'dim', at.toTimeString().slice(0, 8))
    const line = text.replace(/\n/g, '\ufffd').replace(CONTROL, '\ufffd')
    this.#streams.stderr.write(`${time}  ${line}\n`)
  }

  /** Prints an error, with `--json` also as an object, and returns the exit code. */
  fail (error: unknown): number {
    const known = error instanceof CliError
    const { code, message: text } = known ? error : unexpected(error)
    const message = safe(text)
    if (this.#isJson) this.print(printableJson({ error: { code, message } }))
    this.#streams.stderr.write(`${this.#style('stderr', 'red', 'error:')} ${message}\n`)
    return known ? error.exitCode : EXIT.failed
  }

  #style (stream: keyof Streams, format: Format, text: string): string {
    return styleText(format, text, { stream: this.#streams[stream] })
  }
}

/** Returns a message without control characters and tokens. */
function safe (text: string): string {
  return withoutTokens(text.replace(CONTROL, '\ufffd'))
}

/** A mistake of this package: the stack is for its developers. */
function unexpected (error: unknown): { code: string, message: string } {
  const text = error instanceof Error ? error.stack : String(error)
  return { code: 'unexpected', message: `unexpected, please report it: ${text}` }
}
