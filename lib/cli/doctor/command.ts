import { AWS_OPTIONS } from '../aws.js'
import { defineCommand } from '../command.js'
import { EXIT } from '../exit-codes.js'
import { tokenArgument } from '../read-token.js'

export const DOCTOR_OPTIONS = {
  'user-pool-id': { type: 'string', value: 'id', description: 'ID of the user pool' },
  'client-id': { type: 'string', value: 'id', description: 'ID of the app client' },
  options: {
    type: 'string',
    value: 'file',
    description: "module with the plugin's options",
    details:
      'Its default export is the argument of `app.register(cognitoAuth, ...)`. The IDs, the endpoint and ' +
      'the domain come from it, and checks compare the pool with it. The module is executed.'
  },
  domain: {
    type: 'string',
    value: 'domain',
    description: 'domain of managed login',
    details: 'Checks managed login without `--options`.'
  },
  'token-file': {
    type: 'string',
    value: 'path',
    description: 'file with a token to verify; - is stdin',
    details:
      'With the options of `--options`, or as an access token of the app client of `--client-id`. On a ' +
      'terminal, `-` lets you paste it.'
  },
  region: { ...AWS_OPTIONS.region, defaultsTo: 'that of the ID', details: 'Of the user pool, or a replica.' },
  profile: AWS_OPTIONS.profile,
  endpoint: { ...AWS_OPTIONS.endpoint, description: 'URL of the Cognito API' },
  only: {
    type: 'string',
    value: 'id',
    multiple: true,
    description: 'check to run',
    defaultsTo: 'all',
    details: 'IDs can also be separated by commas.'
  },
  except: { type: 'string', value: 'id', multiple: true, description: 'check to skip' },
  strict: { type: 'boolean', description: 'also exit with 1 for warnings' },
  policy: {
    type: 'boolean',
    description: 'print the IAM policy that the checks need',
    details: 'With `--only` and `--except`, of those checks. Nothing is read.'
  }
} as const

/** `fastify-cognito-auth doctor` */
export const doctorCommand = defineCommand({
  name: 'doctor',
  summary: 'Find out what is wrong with a user pool',
  options: DOCTOR_OPTIONS,
  argumentError: tokenArgument('--token-file'),
  examples: [
    {
      line: 'doctor --user-pool-id eu-west-1_AbC123xyz --client-id 1h57kf5cpq17m0eml12example',
      about: 'A pool and an app client.'
    },
    {
      line: 'doctor --options ./auth.options.js --strict',
      about: "Check in CI that the pool fits the plugin's options."
    },
    {
      line: 'doctor --options ./auth.options.js --only token-real --token-file - < token.txt',
      about: 'Why the application rejects a token.'
    },
    {
      line: 'doctor --policy --except logs > policy.json',
      about: 'The IAM policy that all checks but one need.'
    }
  ],
  exitCodes: {
    [EXIT.ok]: 'no error, and with --strict no warning',
    [EXIT.findings]: 'an error, or with --strict a warning',
    [EXIT.usage]: 'wrong usage, or a mistake in the module',
    [EXIT.failed]: 'the user pool could not be read: no credentials, for example'
  },
  about: [
    'Reads the settings of a user pool and of an app client, and reports settings that prevent users from ' +
      'signing in or weaken security. It changes nothing. Each finding has the settings that were read, ' +
      'why they matter, a command of the AWS CLI or a page of the console to fix them, and a section of ' +
      '[the checks](doctor.md).',
    'UpdateUserPool and UpdateUserPoolClient reset every setting that is omitted. The commands therefore ' +
      'include all current settings, and one command makes the changes of several findings. Run them in ' +
      'the printed order, before the settings change in another way. To fix only some findings, use ' +
      '`--only` or `--except`.',
    'A finding is an error, a warning or an info. The exit code is 1 if there is an error, and with ' +
      '`--strict` also if there is a warning. Infos and skipped checks do not change it. It is 3 if no ' +
      'check could run, or if a request failed and there is no finding.',
    'A check whose permission is missing is skipped, and the report names the permission. `--policy` ' +
      'prints the IAM policy with the least privileges.',
    'With `--json`, stdout is one line with an object of ' +
      '[this schema](doctor.schema.json), also for errors.',
    'With `--token-file`, the verifier of the plugin checks a token with the current key set of the pool, ' +
      'and the report says which check rejects it and what to do. Whether its session was revoked is not ' +
      'known.',
    'The check `waf` needs `@aws-sdk/client-wafv2`, and is skipped if it is not installed.',
    'The report has no secrets of app clients and identity providers, and no token.'
  ],
  run: async (values, context) => {
    const { runDoctor } = await import('./run.js')
    return await runDoctor(values, context)
  }
})
