import { EXIT } from './exit-codes.js'

/** An error that the user of the command line can correct. It is printed without a stack. */
export class CliError extends Error {
  /** `usage` or `failed`, as in the output of `--json`. */
  readonly code: 'usage' | 'failed'

  constructor (code: 'usage' | 'failed', message: string) {
    super(message)
    this.code = code
  }

  get exitCode (): number {
    return EXIT[this.code]
  }
}

/** Returns the error of a wrong option, or of a mistake in a file that an option names. */
export function usageError (message: string): CliError {
  return new CliError('usage', message)
}

/** Returns the error of a command that could not do its work. */
export function failure (message: string): CliError {
  return new CliError('failed', message)
}
