import { readFileSync } from 'node:fs'
import type { Context, Input } from './command.js'
import { usageError } from './error.js'
import { EXIT } from './exit-codes.js'
import { helpOf } from './help.js'
import { parseCommandLine } from './parse.js'
import { Reporter, type Streams } from './reporter.js'

/** The streams of a command line. */
interface AllStreams extends Streams {
  readonly stdin: Input
}

/**
 * Runs a command line, and returns its exit code.
 *
 * @param args - the arguments after the name of the program
 * @param signal - is aborted to stop the command
 */
export async function main (
  args: readonly string[],
  streams: AllStreams,
  signal: AbortSignal
): Promise<number> {
  const reporter = new Reporter(streams, args.includes('--json'))
  try {
    return await run(args, {
      reporter,
      signal,
      // Node.js opens stdin when it is read first.
      get stdin () {
        return streams.stdin
      }
    })
  } catch (error) {
    return reporter.fail(error)
  }
}

async function run (args: readonly string[], context: Context): Promise<number> {
  const { command, values } = parseCommandLine(args)
  const text = values.help === true ? helpOf(command) : values.version === true ? version() : undefined
  if (text !== undefined) {
    context.reporter.print(text)
    return EXIT.ok
  }
  if (command === undefined) {
    context.reporter.note(helpOf())
    throw usageError('A command is missing.')
  }
  return await command.run(values, context)
}

function version (): string {
  const manifest = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
