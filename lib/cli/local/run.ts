import { once } from 'node:events'
import { startLocalCognito, type LocalCognito, type LocalCognitoOptions } from '../../local/index.js'
import { CognitoException } from '../../local/pool/exception.js'
import type { Context } from '../command.js'
import { failure, usageError } from '../error.js'
import { EXIT } from '../exit-codes.js'
import type { Reporter } from '../reporter.js'
import { reportMessage, withoutEffectReport } from './activity.js'
import { appClientSettings } from './app-client.js'
import { DEFAULT_PORT } from './command.js'
import { configurationOf } from './configuration.js'
import { configurationText } from './configuration-text.js'
import { localOptions, type LocalValues } from './options.js'

/** Runs the local Cognito until the command is stopped. */
export async function runLocal (values: LocalValues, { reporter, signal }: Context): Promise<number> {
  assertDevelopment()
  const options = await localOptions(values)
  const log = withoutEffectReport(reporter)
  const local = await startLocalCognito({ ...options, log }).catch((error: Error) => {
    throw startError(error, values, options)
  })
  try {
    const configuration = configurationOf(local, await appClientSettings(local), options.domain)
    reporter.result(configurationText(configuration, reporter), configuration)
    reportMessages(local, reporter)
    if (values.folder === undefined) {
      reporter.note('Everything is in memory: with --folder .cognito, users and IDs are kept.')
    }
    reporter.note('Codes are printed here instead of being sent. Press Ctrl-C to stop.')
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    await local.close()
  }
  reporter.note('Stopped.')
  return EXIT.ok
}

/** Unset, NODE_ENV counts as production elsewhere. This command is only for development. */
function assertDevelopment (): void {
  const env = (process.env['NODE_ENV'] ||= 'development')
  if (env === 'development' || env === 'test') return
  throw usageError(
    `The local Cognito is for development only, and NODE_ENV is ${JSON.stringify(env)}; unset it, or set ` +
      'it to "development".'
  )
}

/** Users of the file that are not confirmed have been sent a code already. */
function reportMessages ({ mailbox }: LocalCognito, reporter: Reporter): void {
  for (const message of mailbox.messages) reportMessage(reporter, message)
  mailbox.on('message', message => reportMessage(reporter, message))
}

function startError (error: Error, { 'user-pool': pool, users }: LocalValues, { port }: LocalCognitoOptions) {
  const cause = error.cause as NodeJS.ErrnoException | undefined
  if (cause?.code === 'EADDRINUSE') {
    const inspector = port === Number(DEFAULT_PORT) ? ' (node --inspect also uses it)' : ''
    return failure(`Port ${port} is in use${inspector}; choose another one with --port.`)
  }
  if (error instanceof CognitoException && pool !== undefined) {
    return usageError(`${pool}: ${error.message}`)
  }
  if (cause instanceof CognitoException) {
    const message = error.message.slice(error.message.indexOf(': ') + 2)
    return usageError(message.replace(/^users(?=\[)/, `${users}: `).replace(/^pool:/, `${pool}:`))
  }
  const { code = '' } = error as NodeJS.ErrnoException
  return code.startsWith('FST_COGNITO_') ? failure(error.message) : error
}
