import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Test } from 'tap'
import { startServer } from './child-server.js'

/** moto: a third-party Cognito emulator in Python. It is used if it is installed. */

const COMMAND = 'moto_server'

export const HOW_TO_GET_IT = `${COMMAND} is not on the PATH: pip install 'moto[server]'`

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
export function startMoto (t: Test): Promise<string> {
  return startServer(t, port => ({
    command: COMMAND,
    args: ['-H', '127.0.0.1', '-p', String(port)],
    // moto accepts any TOTP code unless told to verify it.
    options: { env: { ...process.env, MOTO_COGNITO_IDP_USER_POOL_ENABLE_TOTP: 'true' } },
    health: '/moto-api/'
  }))
}
