import { spawn } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import type { Input } from '../../dist/cli/command.js'
import { main } from '../../dist/cli/main.js'
import { covered } from '../examples/process.js'

const PROGRAM = 'modules/cli/index.js'

export interface Result {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a command line in this process. Ctrl-C is pressed before it starts, unless there is a signal. */
export async function run (
  args: readonly string[],
  signal = AbortSignal.abort(),
  stdin: Input = new PassThrough()
): Promise<Result> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const texts = [read(stdout), read(stderr)] as const
  const code = await main(args, { stdout, stderr, stdin }, signal)
  await sleep(0)
  return { code, stdout: texts[0](), stderr: texts[1]() }
}

function read (stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return () => text
}

export interface Running {
  stdout: () => string
  stderr: () => string
  /** Waits for output on either stream, and returns the match. */
  waitForOutput: (pattern: RegExp) => Promise<RegExpExecArray>
  type: (text: string) => void
  /** Writes to stdin and ends it. */
  endInput: (text: string) => void
  kill: (signal: NodeJS.Signals) => void
  ended: Promise<Result>
}

export interface ProcessOptions {
  env?: Record<string, string>
  /** Whether the program has a terminal. */
  isTerminal?: boolean
}

/** Variables by which a CI service, a test runner or a user changes what Node.js and the program print. */
const PRINTING = [
  'NODE_ENV',
  'CI',
  'TERM',
  'COLORTERM',
  'TMUX',
  'FORCE_COLOR',
  'NO_COLOR',
  'NODE_DISABLE_COLORS'
]

/** Starts the program as a process, as a user's shell does. */
export function start (
  t: Test,
  args: readonly string[],
  { env = {}, isTerminal = false }: ProcessOptions = {}
): Running {
  const inherited = Object.fromEntries(Object.entries(covered).filter(([name]) => !PRINTING.includes(name)))
  const line = [process.execPath, PROGRAM, ...args]
  // `exec`: a shell that waited would also receive Ctrl-C, and dash then exits with its own code.
  const inTerminal = ['script', '-qec', `exec ${line.join(' ')}`, '/dev/null']
  const [command = '', ...rest] = isTerminal ? inTerminal : line
  const child = spawn(command, rest, { env: { ...inherited, SHELL: '/bin/sh', ...env } })
  const [stdout, stderr] = [read(child.stdout), read(child.stderr)]
  let isOver = false
  const ended = new Promise<Result>(resolve => {
    child.once('close', code => {
      isOver = true
      resolve({ code, stdout: stdout(), stderr: stderr() })
    })
  })
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const waitForOutput = async (pattern: RegExp) => {
    for (let waited = 0; waited < 60_000; waited += 25) {
      const found = pattern.exec(stdout()) ?? pattern.exec(stderr())
      if (found !== null) return found
      if (isOver) break
      await sleep(25)
    }
    throw new Error(`no ${String(pattern)} in:\n${stdout()}\n${stderr()}`)
  }
  return {
    stdout,
    stderr,
    waitForOutput,
    type: text => child.stdin.write(text),
    endInput: text => child.stdin.end(text),
    kill: signal => child.kill(signal),
    ended
  }
}

/** ESC, which colors begin with. */
export const ESC = '\u001b'

export const READY = /Ctrl-C to stop/
