import { existsSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Test } from 'tap'
import { startServer } from './child-server.js'

/** cognito-local: a third-party Cognito emulator in JavaScript. It is used if it is installed. */

/** It has a package.json of its own, so that its dependencies are not those of the plugin. */
const FOLDER = resolve('test/proof/peers')

/** The key pair that it signs tokens with. */
export const KEY_FILE = `${FOLDER}/node_modules/cognito-local/lib/keys/cognitoLocal.private.json`

export const HOW_TO_GET_IT = 'cognito-local is not installed: npm run proof:peers'

export function hasCognitoLocal (): boolean {
  return existsSync(`${FOLDER}/node_modules/cognito-local`)
}

interface Server {
  address: string
  /** Returns the newest code that was sent to an email address or phone number. */
  codeFor(destination: string): Promise<string>
}

/** Starts cognito-local with an empty folder. It stops when the test ends. */
export async function startCognitoLocal (t: Test): Promise<Server> {
  const folder = t.testdir()
  const log = join(folder, 'log')
  const address = await startServer(t, port => ({
    command: process.execPath,
    args: [`${FOLDER}/cognito-local.cjs`],
    options: {
      cwd: folder,
      env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) },
      stdio: ['ignore', openSync(log, 'w'), 'ignore']
    },
    health: '/health'
  }))
  return { address, codeFor: codeReader(address, log) }
}

const MESSAGE = /Destination: +(\S+).*\n.*Code: +(\S+)/g

/** Logged lines are only written once there are enough of them. */
const PADDING = '-'.repeat(1000)

/** Codes are logged, in a box. */
function codeReader (address: string, log: string): Server['codeFor'] {
  let marks = 0
  return async destination => {
    // An unknown operation is logged: once it is in the file, so is everything that was logged before.
    const mark = `Mark${++marks}${PADDING}`
    let text = ''
    while (!text.includes(mark)) {
      await fetch(address, { method: 'POST', headers: { 'x-amz-target': `Proof.${mark}` } })
      text = await readFile(log, 'utf8')
    }
    const codes = [...text.matchAll(MESSAGE)].filter(([, sentTo]) => sentTo === destination)
    return codes.at(-1)?.[2] as string
  }
}
