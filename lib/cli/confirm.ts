import { addAbortSignal } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { Context } from './command.js'
import { failure, usageError } from './error.js'

/** The maximum length of an answer, which is one line, in characters. */
const MAX_LENGTH = 100

/**
 * Asks on the terminal, and returns whether the user agrees.
 *
 * @throws CliError if there is no terminal to ask on
 */
export async function confirm (question: string, { stdin, reporter, signal }: Context): Promise<boolean> {
  if (stdin.isTTY !== true) {
    throw usageError('There is no terminal to ask on; --yes creates the pool without asking.')
  }
  // Warnings of the AWS SDK are printed before the question.
  await setImmediate()
  reporter.prompt(`${question} [y/N] `)
  let line = ''
  try {
    for await (const chunk of addAbortSignal(signal, stdin)) {
      line += String(chunk)
      if (line.includes('\n') || line.length > MAX_LENGTH) break
    }
  } catch {
    throw failure('Stopped. Nothing was created.')
  }
  return /^y(es)?\r?\n/i.test(line)
}
