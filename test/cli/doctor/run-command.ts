import { execFileSync } from 'node:child_process'
import * as sdk from '@aws-sdk/client-cognito-identity-provider'

/** Returns the words of a command line, as a POSIX shell reads it. */
export function wordsOf (line: string): string[] {
  return execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

type Command = Parameters<sdk.CognitoIdentityProviderClient['send']>[0]
type Commands = Record<string, new (input: object) => Command>

/** Runs a command of the AWS CLI by the SDK, and returns its response. */
export async function runCommand (line: string): Promise<object> {
  const [aws, service, operation = '', ...options] = wordsOf(line)
  if (aws !== 'aws' || service !== 'cognito-idp') throw new Error(`not a command: ${line}`)
  const values = Object.fromEntries(
    options.flatMap((word, index) => (word.startsWith('--') ? [[word, options[index + 1]]] : []))
  ) as Record<string, string>
  const name = `${operation.replaceAll('-', '')}command`
  const Command = Object.entries(sdk as unknown as Commands).find(([key]) => key.toLowerCase() === name)?.[1]
  if (Command === undefined) throw new Error(`not an operation: ${operation}`)
  const client = new sdk.CognitoIdentityProviderClient({
    region: String(values['--region']),
    endpoint: String(values['--endpoint-url']),
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })
  try {
    return await client.send(new Command(JSON.parse(String(values['--cli-input-json'])) as object))
  } finally {
    client.destroy()
  }
}
