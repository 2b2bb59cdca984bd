import type { Readable } from 'node:stream'
import type { Reporter } from './reporter.js'

/** An option of a command: what `parseArgs` of `node:util` needs, and its documentation. */
export interface Option {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly multiple?: boolean
  readonly default?: string
  /** The placeholder of the value, such as `number`. */
  readonly value?: string
  /** A phrase for `--help` and `docs/cli.md`. */
  readonly description: string
  /** The documented default of an option without `default`. */
  readonly defaultsTo?: string
  /** Whether `--help` has the name of the option only, so that it fits a screen. */
  readonly isSetting?: true
  /** Sentences for `docs/cli.md`, in Markdown. */
  readonly details?: string
}

export type OptionTable = Readonly<Record<string, Option>>

/** The values of options, by their types. */
export type Values<Options extends OptionTable> = {
  readonly [Name in keyof Options]: Options[Name] extends { type: 'boolean' }
    ? boolean | undefined
    : Options[Name] extends { multiple: true }
      ? readonly string[] | undefined
      : Options[Name] extends { default: string }
        ? string
        : string | undefined
}

/** The input of the command line: `process.stdin`, or another stream. */
export interface Input extends Readable {
  readonly isTTY?: boolean
  setRawMode?(isRaw: boolean): unknown
}

/** The environment of a command. */
export interface Context {
  readonly reporter: Reporter
  readonly stdin: Input
  /** Aborted when the user stops the command, such as with Ctrl-C. */
  readonly signal: AbortSignal
}

/**
 * A command: the source of its `--help`, of its section in `docs/cli.md`, and of the parser of its options.
 */
export interface Command<Options extends OptionTable = OptionTable> {
  readonly name: string
  /** One line. */
  readonly summary: string
  readonly options: Options
  /** Command lines, each with a description. */
  readonly examples: readonly { readonly line: string, readonly about: string }[]
  /** The error for a positional argument, or a token. Defaults to one that names the argument. */
  readonly argumentError?: string
  /** The meaning of the exit codes that the command has. */
  readonly exitCodes: Readonly<Record<number, string>>
  /** Paragraphs of `docs/cli.md`, in Markdown. */
  readonly about: readonly string[]
  /** Runs the command, and returns its exit code. */
  run(values: Values<Options>, context: Context): Promise<number>
}

/** Returns the command, with the types of its options' values. */
export function defineCommand<const Options extends OptionTable> (command: Command<Options>): Command {
  return command as unknown as Command
}

/** Options that every command has. */
export const COMMON_OPTIONS = {
  json: { type: 'boolean', description: 'print one JSON object instead of text' },
  help: { type: 'boolean', short: 'h', description: 'print this help' },
  version: { type: 'boolean', short: 'v', description: 'print the version' }
} as const satisfies OptionTable
