#!/usr/bin/env node
/**
 * The command line.
 *
 * - `commands.ts` is the table of commands. A command is a folder with `command.ts`, its options and
 * documentation, which loads the rest when it runs.
 * - `parse.ts`, `help.ts` and `scripts/cli-docs.js`, which writes `docs/cli.md`, read that table.
 * - `reporter.ts` writes everything that is printed.
 */
import { main } from './main.js'

const stopped = new AbortController()
// npm forwards the signal of a terminal, which the process has received already: further ones are ignored.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopped.abort())

const exitCode = await main(process.argv.slice(2), process, stopped.signal)
// A module of --options may keep timers or connections open, so the process ends here, after all output is
// written. At its natural end, Node.js also removes signal handlers first: a forwarded signal would change
// the exit code.
await Promise.all(
  [process.stdout, process.stderr].map(
    stream => new Promise<void>(resolve => stream.write('', () => resolve()))
  )
)
process.exit(exitCode)
