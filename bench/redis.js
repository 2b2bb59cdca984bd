import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Starts a Redis server at a socket in a folder of its own. Null where none is installed. */
export async function startRedis () {
  if (spawnSync('redis-server', ['--version']).error !== undefined) return null
  const folder = await mkdtemp(join(tmpdir(), 'bench-redis-'))
  const path = join(folder, 'socket')
  const server = spawn(
    'redis-server',
    ['--port', '0', '--unixsocket', path, '--dir', folder, '--save', '', '--appendonly', 'no'],
    { stdio: 'ignore' }
  )
  const exited = once(server, 'exit')
  while (!(await accepts(path))) {
    if (server.exitCode !== null) throw new Error(`redis-server ended with code ${server.exitCode}`)
    await pause(20)
  }
  return {
    path,
    async close () {
      server.kill()
      await exited
      await rm(folder, { recursive: true })
    }
  }
}

async function accepts (path) {
  const socket = createConnection(path)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
