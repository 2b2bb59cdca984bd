import { code } from '../code.js'
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
