import { AWS_OPTIONS } from '../aws.js'
import { defineCommand, type Values } from '../command.js'
import { EXIT } from '../exit-codes.js'

const setting = { isSetting: true } as const

const CREATE_POOL_OPTIONS = {
  'dry-run': {
    type: 'boolean',
    description: 'print the requests as JSON, and send nothing',
    details: 'IDs that requests return are placeholders in later ones.'
  },
  cdk: {
    type: 'boolean',
    description: 'print the pool as an AWS CDK stack, and create nothing',
    details: 'In TypeScript, for version 2 of the AWS CDK.'
  },
  terraform: {
    type: 'boolean',
    description: 'print the pool for Terraform, and create nothing',
    details: 'For version 6 of the AWS provider.'
  },
  yes: { type: 'boolean', short: 'y', description: 'create the pool without asking' },
  'env-file': {
    type: 'string',
    value: 'path',
    description: 'file to write the settings to, with the client secret',
    details:
      'In the format that [`optionsFromEnv()`](options.md) reads. Only its owner can read the file. The ' +
      'client secret is not printed.'
  },
  force: {
    type: 'boolean',
    ...setting,
    description: 'replace the file of `--env-file`',
    details: 'Without it, a file that exists is an error, before anything is created.'
  },
  name: {
    type: 'string',
    value: 'text',
    ...setting,
    defaultsTo: 'users',
    description: 'name of the pool',
    details: 'The name of the app client is this name followed by `-app`.'
  },
  'client-secret': { type: 'boolean', ...setting, description: 'create the app client with a secret' },
  mfa: {
    type: 'string',
    value: 'mode',
    ...setting,
    defaultsTo: 'off',
    description: '`off`, `optional` or `required`: MFA with an authenticator'
  },
  passwordless: {
    type: 'boolean',
    ...setting,
    description: 'also allow sign-in with a code by email'
  },
  passkeys: {
    type: 'string',
    value: 'domain',
    ...setting,
    description: 'also allow sign-in with a passkey',
    details: 'The relying party ID, such as `example.com`. Passkeys work on it and its subdomains.'
  },
  'callback-url': {
    type: 'string',
    value: 'url',
    multiple: true,
    ...setting,
    description: 'URL that managed login returns to after a sign-in',
    details: 'Of this plugin, `https://<origin>/<prefix>/callback`.'
  },
  'sign-out-url': {
    type: 'string',
    value: 'url',
    multiple: true,
    ...setting,
    description: 'URL that managed login returns to after a sign-out'
  },
  domain: {
    type: 'string',
    value: 'prefix',
    ...setting,
    description: 'prefix of the domain of managed login',
    details: 'The app client also gets a branding style, without which the pages are unavailable.'
  },
  branding: {
    type: 'string',
    value: 'file',
    ...setting,
    defaultsTo: "Cognito's own",
    description: 'JSON file with the settings of the branding style'
  },
  group: {
    type: 'string',
    value: 'name',
    multiple: true,
    ...setting,
    defaultsTo: 'admin and user',
    description: 'group to create'
  },
  'resource-server': {
    type: 'string',
    value: 'id',
    multiple: true,
    ...setting,
    description: 'resource server with its scopes, such as `orders=read,write`',
    details: 'With `--callback-url`, the app client may request the scopes.'
  },
  'deletion-protection': {
    type: 'boolean',
    ...setting,
    description: 'protect the pool against deletion',
    details: 'For a pool with real users.'
  },
  region: { ...AWS_OPTIONS.region, ...setting },
  profile: { ...AWS_OPTIONS.profile, ...setting },
  endpoint: { ...AWS_OPTIONS.endpoint, ...setting }
} as const

export type CreatePoolValues = Values<typeof CREATE_POOL_OPTIONS>

/** `fastify-cognito-auth create-pool` */
export const createPoolCommand = defineCommand({
  name: 'create-pool',
  summary: 'Create a user pool and an app client for this package, or print them as code',
  options: CREATE_POOL_OPTIONS,
  examples: [
    {
      line: 'create-pool --region eu-west-1 --name shop --client-secret --env-file .env',
      about: 'A pool whose app client has a secret. The settings of the plugin are written to `.env`.'
    },
    {
      line: 'create-pool --passkeys example.com --passwordless --deletion-protection --dry-run',
      about: 'The requests for a pool whose users sign in with a passkey, a code or a password.'
    },
    {
      line:
        'create-pool --domain my-shop --callback-url https://shop.example.com/auth/callback ' +
        '--sign-out-url https://shop.example.com/ --terraform > user-pool.tf',
      about: 'A pool with managed login, as Terraform code.'
    }
  ],
  exitCodes: {
    [EXIT.ok]: 'created, or printed',
    [EXIT.usage]: 'wrong usage: no terminal to ask on and no --yes, for example',
    [EXIT.failed]: 'not created, or not completely'
  },
  about: [
    'Creates what [`createUserPool()`](user-pool.md) creates: a user pool, an app client and groups with ' +
      'the recommended settings. It asks before it creates anything. Without a terminal to ask on, `--yes` ' +
      'is required.',
    'The credentials need the permissions of [`createUserPool()`](user-pool.md). On failure, the message ' +
      'lists what was created, the commands of the AWS CLI that remove it, and those of the requests that ' +
      'are left. Nothing is deleted.',
    'The client secret is written to the file of `--env-file`, and nowhere else. Without that file, the ' +
      'command prints how to read the secret.',
    'The output of `--dry-run`, `--cdk` and `--terraform` is generated from the same requests, and needs ' +
      'neither credentials nor the AWS SDK. The code uses L1 constructs of the AWS CDK, since their ' +
      'properties are those of the API; L2 constructs have defaults of their own, such as the implicit ' +
      'grant.',
    'With `--json`, stdout is one line with an object. After a creation it is `{ userPoolId, clientId, ' +
      'region, clientSecret, envFile, managedLoginDomain, next }`, where `clientSecret` is `none`, `in the ' +
      'file` or `not shown`; of `--dry-run` `{ requests }`, a list of `{ operation, input }`; of `--cdk` ' +
      'and `--terraform` `{ code }`.'
  ],
  run: async (values, context) => {
    const { runCreatePool } = await import('./run.js')
    return await runCreatePool(values, context)
  }
})
