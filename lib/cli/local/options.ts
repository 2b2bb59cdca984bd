import { withoutUndefined } from '../../local/without-undefined.js'
import { optionErrors, type LocalCognitoOptions } from '../../local/options.js'
import type { Values } from '../command.js'
import { usageError } from '../error.js'
import type { LOCAL_OPTIONS } from './command.js'
import { readJson } from '../read-json.js'

export type LocalValues = Values<typeof LOCAL_OPTIONS>

/**
 * Converts the values of the command to the options of `startLocalCognito()`.
 *
 * @throws CliError that names every mistake by its option, or by its file and field
 */
export async function localOptions (values: LocalValues): Promise<LocalCognitoOptions> {
  const { port, folder, region, users, 'user-pool': pool, 'account-id': accountId } = values
  const { domain, 'allowed-host': hosts, 'allowed-origin': origins } = values
  const options = withoutUndefined({
    port: /^\d+$/.test(port) ? Number(port) : port,
    folder,
    region,
    accountId,
    hosts,
    domain,
    origins: origins?.includes('*') === true ? '*' : origins,
    pool: pool === undefined ? undefined : await readJson(pool),
    users: users === undefined ? undefined : await readJson(users)
  }) as LocalCognitoOptions
  const mistakes = optionErrors(options)
  if (mistakes.length > 0) throw usageError(mistakes.map(line => inTermsOfCommand(values, line)).join('\n'))
  return options
}

const FLAGS: Readonly<Record<string, string>> = {
  accountId: '--account-id',
  hosts: '--allowed-host',
  origins: '--allowed-origin'
}

/** Names the source of an option in a line such as `- options.pool.mfa must be …`. */
function inTermsOfCommand ({ 'user-pool': pool, users }: LocalValues, mistake: string): string {
  return mistake
    .replace(/^- /, '')
    .replace(/^options\.pool\.?/, `${pool}: `)
    .replaceAll('options.pool.', '')
    .replace(/^options\.users\.?(\d*)/, (_, index: string) => `${users}: ${index && `[${index}]`}`)
    .replace(/^options\.(\w+)(\.\d+)?/, (_, name: string) => FLAGS[name] ?? `--${name}`)
    .replace(/: {2,}/, ': ')
}
