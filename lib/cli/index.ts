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

process.exitCode = await main(process.argv.slice(2), process, stopped.signal)
// At its natural end, Node.js removes signal handlers first: a forwarded signal would change the exit code.
if (stopped.signal.aborted) process.stderr.write('', () => process.exit())
