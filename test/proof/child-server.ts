import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'

/** Another emulator, as a server in a process of its own. */
export interface ChildServer {
  command: string
  args?: readonly string[]
  options?: SpawnOptions
  /** The path that responds once the server is ready. */
  health: string
}

const PATIENCE = 60_000

/** Starts a server that stops when the test ends. */
export async function startServer (
  t: Test,
  describe: (port: number) => ChildServer
): Promise<string> {
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const { command, args = [], options = {}, health } = describe(port)
  const child = spawn(command, args, { stdio: 'ignore', ...options })
  t.teardown(async () => {
    if (child.exitCode !== null) return
    child.kill()
    await once(child, 'exit')
  })
  await untilReady(`${address}${health}`, child)
  return address
}

async function untilReady (url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + PATIENCE
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`)
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    await wait(100)
  }
  throw new Error(`${child.spawnfile} was not ready within ${PATIENCE} ms`)
}

async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
