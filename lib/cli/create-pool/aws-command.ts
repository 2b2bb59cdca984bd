/** The Region, profile and endpoint that a pool is created with. */
export interface Target {
  readonly region: string
  readonly profile?: string | undefined
  readonly endpoint?: string | undefined
}

/** Returns a command of the AWS CLI for the same Region, profile and endpoint. */
export function awsCommand (
  operation: string,
  args: Readonly<Record<string, string>>,
  { region, profile, endpoint }: Target
): string {
  return commandLine('aws cognito-idp', kebab(operation), {
    ...args,
    region,
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { 'endpoint-url': endpoint })
  })
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
