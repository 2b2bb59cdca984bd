import type { Reporter } from '../reporter.js'
import type { Configuration } from './configuration.js'

/** Returns the text of a configuration, as code to paste. */
export function configurationText (configuration: Configuration, reporter: Reporter): string {
  const { amplify, awsSdk, fastify, managedLogin } = configuration
  return [
    reporter.heading(`The local Cognito is running at ${awsSdk.endpoint}`),
    '',
    reporter.heading('Amplify'),
    amplify === null
      ? 'Amplify does not support app clients with a secret (clientSecret of the pool).'
      : `Amplify.configure(${code(amplify)})`,
    '',
    reporter.heading('AWS SDK for JavaScript'),
    `new CognitoIdentityProviderClient(${code(awsSdk)})`,
    '',
    reporter.heading('fastify-cognito-auth'),
    `await app.register(cognitoAuth, ${code(fastify)})`,
    '',
    reporter.heading('Managed login'),
    managedLogin === null
      ? 'Needs callbackURLs in the file of --user-pool.'
      : `Sign-in: ${managedLogin.signIn}\nDiscovery: ${managedLogin.discovery}`,
    ''
  ].join('\n')
}

/** Returns plain data as JavaScript, in the style of the documentation. */
function code (value: unknown, indent = ''): string {
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '\\$&')}'`
  if (Array.isArray(value)) return `[${value.map(item => code(item, indent)).join(', ')}]`
  const inner = `${indent}  `
  const entries = Object.entries(value as Record<string, unknown>)
  const lines = entries.map(([name, part]) => `${inner}${name}: ${code(part, inner)}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}
