/** The Region, profile and endpoint of a command. */
export interface Target {
  readonly region: string
  readonly profile?: string | undefined
  readonly endpoint?: string | undefined
}

/** Returns a command of the AWS CLI for the same Region, profile and endpoint, for a POSIX shell. */
export function awsCommand (
  operation: string,
  args: Readonly<Record<string, string>>,
  { region, profile, endpoint }: Target
): string {
  return commandLine('aws cognito-idp', kebab(operation), {
    region,
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { 'endpoint-url': endpoint }),
    ...args
  })
}

/** Returns the command of an operation with its whole input, as JSON. */
export function awsRequest (operation: string, input: object, target: Target): string {
  return awsCommand(operation, { 'cli-input-json': asciiJson(input) }, target)
}

/** Returns a command line for a POSIX shell. */
export function commandLine (
  program: string,
  command: string,
  args: Readonly<Record<string, string>>
): string {
  const options = Object.entries(args).map(([name, value]) => `--${name} ${quote(value)}`)
  return [program, command, ...options].join(' ')
}

function quote (value: string): string {
  return /^[\w./:@,=-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`
}

/** Returns the name of an operation in the AWS CLI, such as `create-user-pool`. */
function kebab (operation: string): string {
  return operation.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase()
}

/** Escapes characters that could change how a terminal shows a line, and `!`, which shells replace. */
function asciiJson (value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]|!/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}
