import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, constants } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'

/** moto: a third-party Cognito emulator in Python. It is used if it is installed. */

const COMMAND = 'moto_server'

export const HOW_TO_GET_IT = `${COMMAND} is not on the PATH: pip install 'moto[server]'`

const PATIENCE = 60_000

export async function hasMoto (): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = await Promise.all(
    folders.map(folder =>
      access(join(folder, COMMAND), constants.X_OK).then(
        () => true,
        () => false
      )
    )
  )
  return found.includes(true)
}

/** Starts a moto server that stops when the test ends, and returns its address. */
export async function startMoto (t: Test): Promise<string> {
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const moto = spawn(COMMAND, ['-H', '127.0.0.1', '-p', String(port)], {
    // moto accepts any TOTP code unless told to verify it.
    env: { ...process.env, MOTO_COGNITO_IDP_USER_POOL_ENABLE_TOTP: 'true' },
    stdio: 'ignore'
  })
  t.teardown(async () => {
    if (moto.exitCode !== null) return
    moto.kill()
    await once(moto, 'exit')
  })
  await untilReady(address, moto)
  return address
}

async function untilReady (address: string, moto: ChildProcess): Promise<void> {
  const deadline = Date.now() + PATIENCE
  while (Date.now() < deadline) {
    if (moto.exitCode !== null) throw new Error(`${COMMAND} ended with ${moto.exitCode}`)
    const response = await fetch(`${address}/moto-api/`).catch(() => undefined)
    if (response?.ok) return
    await wait(100)
  }
  throw new Error(`${COMMAND} was not ready within ${PATIENCE} ms`)
}

async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
