import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'

/** The environment of a process whose coverage counts. */
export const covered: NodeJS.ProcessEnv = { ...process.env, COVERAGE: 'on' }

/** A running process and its output. */
export interface Running {
  output: () => string
  /** Waits for output that matches, and returns the match. Throws with the output if none arrives. */
  waitForOutput: (pattern: RegExp) => Promise<RegExpExecArray>
  kill: (signal: NodeJS.Signals) => void
  ended: Promise<number | null>
}

export async function freePort (): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => {
    server.close(resolve)
  })
  return port
}

/** Starts an example at a free port, on its own Cognito, and returns once it is listening. */
export async function startExample (
  t: Test,
  name: string,
  file = 'start.ts'
): Promise<{ port: number, example: Running }> {
  const port = await freePort()
  const example = run(t, name, { PORT: String(port), COGNITO_PORT: '0' }, file)
  await example.waitForOutput(/Ctrl-C stops it/)
  return { port, example }
}

/** Starts the demo application as `npm start` does, but compiled, and with the built package. */
export function startDemo (t: Test, env: Record<string, string>): Running {
  return run(t, 'demo', env)
}

/**
 * Arguments of Node.js that start an example. It is compiled with the tests: tsx would take longer than the
 * rest of the start.
 */
export function exampleArgs (name: string, file = 'start.ts'): string[] {
  const compiled = file.replace(/\.ts$/, '.js')
  return [`--env-file=examples/${name}/development.env`, `build/examples/${name}/${compiled}`]
}

function run (t: Test, name: string, env: Record<string, string>, file = 'start.ts'): Running {
  return start(t, process.execPath, exampleArgs(name, file), { env })
}

/** Starts a process, which ends with the test. */
export function start (
  t: Test,
  command: string,
  args: readonly string[],
  { env, cwd }: { env: Record<string, string>, cwd?: string }
): Running {
  const child = spawn(command, args, {
    env: { ...process.env, NODE_ENV: 'development', ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  const ended = new Promise<number | null>(resolve => {
    child.once('close', resolve)
  })
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const waitForOutput = (pattern: RegExp) =>
    waitFor(() => pattern.exec(output), {
      isOver: () => child.exitCode !== null || child.signalCode !== null,
      messageOf: reason => `${reason} without printing ${String(pattern)}:\n${output}`
    })
  return {
    output: () => output,
    waitForOutput,
    kill: signal => {
      child.kill(signal)
    },
    ended
  }
}

/** How long a process may take to print what a test waits for, in milliseconds: a busy machine is slow. */
const PATIENCE = 60_000

async function waitFor<T> (
  find: () => T | null,
  { isOver, messageOf }: { isOver: () => boolean, messageOf: (reason: string) => string }
): Promise<T> {
  const end = Date.now() + PATIENCE
  for (;;) {
    const over = isOver()
    const found = find()
    if (found !== null) return found
    if (over) throw new Error(messageOf('it ended'))
    if (Date.now() > end) throw new Error(messageOf(`${PATIENCE / 1000} seconds went by`))
    await sleep(50)
  }
}
