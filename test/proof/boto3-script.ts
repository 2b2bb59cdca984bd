import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'

/** boto3: the AWS SDK for Python. It is used if it is installed. */

export const HOW_TO_GET_IT = 'no python3 on the PATH has boto3: pip install boto3'

/** Returns the path of the first `python3` that has boto3. */
export function findPython (): string | undefined {
  const folders = new Set((process.env['PATH'] ?? '').split(delimiter))
  return [...folders]
    .map(folder => join(folder, 'python3'))
    .find(python => spawnSync(python, ['-c', 'import boto3'], { stdio: 'ignore' }).status === 0)
}

/** A call of the script, and its result or error. */
export interface BotoCall {
  call: string
  status: number
  request_id: string
  result?: Record<string, any>
  error?: string
  message?: string
}

/**
 * Runs a script of the folder `boto3`, and returns its calls.
 *
 * @param codeFor - returns the newest code that was sent to an email address
 */
export async function runScript (
  python: string,
  script: string,
  args: readonly string[],
  codeFor: (destination: string) => string
): Promise<BotoCall[]> {
  const child = spawn(python, [`test/proof/boto3/${script}`, ...args])
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', text => {
    errors += text
  })
  const ended = once(child, 'close')
  const calls: BotoCall[] = []
  for await (const line of createInterface(child.stdout)) {
    const message = JSON.parse(line)
    if ('code_for' in message) child.stdin.write(`${codeFor(message.code_for)}\n`)
    else calls.push(message)
  }
  const [status] = await ended
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${errors}`)
  return calls
}
