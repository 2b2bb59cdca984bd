import { defineCommand } from '../command.js'
import { EXIT } from '../exit-codes.js'

/** The default port: that of the examples. */
export const DEFAULT_PORT = '9229'

export const LOCAL_OPTIONS = {
  port: {
    type: 'string',
    short: 'p',
    value: 'number',
    default: DEFAULT_PORT,
    description: 'port on 127.0.0.1; 0 for any',
    details: 'Another port also changes `iss` in tokens.'
  },
  folder: {
    type: 'string',
    value: 'path',
    description: 'folder to keep data in',
    defaultsTo: 'memory only',
    details:
      'Keeps pools, keys, users and sessions for the next start. Two processes cannot share a folder.'
  },
  'user-pool': {
    type: 'string',
    value: 'file',
    description: 'JSON file with the options of the pool',
    details: 'A pool in the folder is changed to them at each start. Without it, the pool stays as it is.'
  },
  users: {
    type: 'string',
    value: 'file',
    description: 'JSON file with a list of users to create',
    details: 'A user whose email address is in the pool already stays unchanged.'
  },
  region: {
    type: 'string',
    value: 'name',
    description: 'AWS Region of new pools',
    defaultsTo: 'us-east-1',
    details: 'User pool IDs begin with it.'
  },
  'account-id': {
    type: 'string',
    value: 'id',
    description: 'AWS account ID in ARNs',
    defaultsTo: '123456789012'
  },
  'allowed-origin': {
    type: 'string',
    value: 'url',
    multiple: true,
    description: 'origin that may call it',
    defaultsTo: 'all',
    details: 'Browsers block requests from pages of other origins (CORS). Cognito itself allows every origin.'
  },
  'allowed-host': {
    type: 'string',
    value: 'name',
    multiple: true,
    description: 'additional host name',
    details:
      'A name without a port that the `Host` header may have beside loopback names, such as ' +
      '`host.docker.internal` for containers. Other names are a 403, against DNS rebinding.'
  },
  domain: {
    type: 'string',
    value: 'domain',
    description: 'domain of a proxy that terminates TLS, such as localhost:9443',
    details:
      'Amplify opens managed login by https only, at this domain: ' +
      '[signInWithRedirect](local/managed-login.md#amplifys-signinwithredirect).'
  }
} as const

/** `fastify-cognito-auth local` */
export const localCommand = defineCommand({
  name: 'local',
  summary: 'Start the local Cognito, for development without an AWS account',
  options: LOCAL_OPTIONS,
  examples: [
    { line: 'local', about: 'A pool in memory. Its IDs change with each start.' },
    {
      line: 'local --folder .cognito --user-pool pool.json --users users.json',
      about: 'A pool that is kept in a folder, with the options and users of two files.'
    },
    {
      line: 'local --port 9300 --allowed-origin http://localhost:5173',
      about: 'On another port, for the pages of one origin.'
    }
  ],
  exitCodes: {
    [EXIT.ok]: 'stopped by Ctrl-C, SIGTERM or SIGHUP',
    [EXIT.usage]: 'wrong usage: an unknown option, or a mistake in a file',
    [EXIT.failed]: 'could not start: the port or the folder is in use, for example'
  },
  about: [
    'Runs until it is stopped. It prints the configuration of Amplify, of an AWS SDK client and of the ' +
      'plugin to stdout. After that, it prints to stderr the codes that Cognito would send by email and ' +
      'SMS, and settings of calls that have no effect in the local Cognito, each once. It is a development ' +
      'tool: it shows codes and temporary passwords on purpose.',
    'If `NODE_ENV` is not set, the command sets it to `development`. Otherwise it only starts if the value ' +
      'is `development` or `test`.',
    'With `--json`, stdout is one line with an object, ' +
      '`{ amplify, awsSdk, fastify, managedLogin, machine }`: the arguments of `Amplify.configure()`, of ' +
      'an AWS SDK client and of the plugin, the URLs of managed login or null, and the app client for ' +
      'machines. If it cannot start, the object is `{ error: { code, message } }`, where `code` is ' +
      '`usage`, `failed` or `unexpected`.',
    '[The local Cognito](local/command.md) has the format of both files.'
  ],
  run: async (values, context) => {
    const { runLocal } = await import('./run.js')
    return await runLocal(values, context)
  }
})
