import type { LogEntry, Message } from '../../local/index.js'
import type { Reporter } from '../reporter.js'

const MEDIA = { EMAIL: 'email', SMS: 'SMS' }

/** Prints a message that Cognito would have sent. It includes the code, on purpose. */
export function reportMessage (reporter: Reporter, message: Message): void {
  const { medium, destination, code, purpose, sentAt } = message
  const content = purpose === 'invitation' ? 'temporary password' : 'code'
  reporter.event(sentAt, `${content} ${code} by ${MEDIA[medium]} to ${destination} (${purpose})`)
}

/** Returns a log function that prints the settings that have no effect, each once. */
export function withoutEffectReport (reporter: Reporter): (entry: LogEntry) => void {
  const reported = new Set<string>()
  return ({ operation, withoutEffect = [] }) => {
    const names = withoutEffect.filter(name => !reported.has(`${operation} ${name}`))
    for (const name of names) reported.add(`${operation} ${name}`)
    if (names.length > 0) reporter.event(new Date(), `no effect here: ${operation} ${names.join(', ')}`)
  }
}
