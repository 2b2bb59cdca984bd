import { createReadStream } from 'node:fs'
import { addAbortSignal } from 'node:stream'
import type { Context, Input } from './command.js'
import { failure, usageError } from './error.js'

/** The largest value of the option `maxTokenLength`, in characters. */
export const MAX_LENGTH = 65_536

/** Returns the error message for a token that is passed as an argument. */
export function tokenArgument (remedy: string): string {
  return (
    'A token cannot be an argument: other users of the machine could read it in the list of processes, and ' +
    `the shell keeps it in its history. Pass it by ${remedy}.`
  )
}

const CTRL_C = '\u0003'
/** The keys that end the input of a terminal: Enter, Ctrl-D and Ctrl-C. */
const ENDS = ['\r', '\n', '\u0004', CTRL_C]

/**
 * Reads a token from a file, or from stdin. On a terminal, the input is not shown.
 *
 * @param file - the path of the file, or undefined for stdin
 * @returns the token without spaces around it, and without `Bearer`
 * @throws CliError if there is none, if it is too long, or if the file cannot be read
 */
export async function readToken (file: string | undefined, context: Context): Promise<string> {
  const text = file === undefined ? await readStdin(context) : await readFile(file, context)
  const token = text.trim().replace(/^Bearer\s+/i, '')
  if (token === '') throw usageError(`${file ?? 'stdin'} is empty; it must have a token.`)
  return token
}

async function readFile (path: string, { signal }: Context): Promise<string> {
  try {
    return await readBounded(createReadStream(path), signal, path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw usageError(`${path} does not exist.`)
    throw code?.startsWith('E') === true ? usageError(`${path} cannot be read (${code}).`) : error
  }
}

async function readStdin ({ stdin, signal, reporter }: Context): Promise<string> {
  if (stdin.isTTY !== true) return await readBounded(stdin, signal, 'stdin')
  reporter.note('Paste the token and press Enter. It is not shown.')
  // A terminal would show the token, and cuts lines after 4,095 characters.
  stdin.setRawMode?.(true)
  try {
    const text = await readBounded(stdin, signal, 'stdin', ENDS)
    if (text.includes(CTRL_C)) throw stopped()
    return ENDS.reduce((line, end) => line.split(end, 1).join(), text)
  } finally {
    stdin.setRawMode?.(false)
  }
}

/** @param ends - characters after which nothing more is read */
async function readBounded (
  stream: Input,
  signal: AbortSignal,
  name: string,
  ends: readonly string[] = []
): Promise<string> {
  let text = ''
  try {
    for await (const chunk of addAbortSignal(signal, stream)) {
      text += String(chunk)
      if (text.length > MAX_LENGTH) {
        throw usageError(`${name} has more than ${MAX_LENGTH} characters; no accepted token is longer.`)
      }
      if (ends.some(end => text.includes(end))) break
    }
  } catch (error) {
    throw signal.aborted ? stopped() : error
  }
  return text
}

function stopped (): Error {
  return failure('Stopped.')
}
