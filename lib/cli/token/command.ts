import { defineCommand, type Values } from '../command.js'
import { EXIT } from '../exit-codes.js'
import { tokenArgument } from '../read-token.js'

const TOKEN_OPTIONS = {
  file: {
    type: 'string',
    short: 'f',
    value: 'path',
    description: 'file with the token',
    defaultsTo: 'stdin',
    details: '`Bearer` before the token, and spaces around it, are ignored.'
  },
  'user-pool-id': {
    type: 'string',
    value: 'id',
    description: 'verify the token as one of this pool',
    details: 'Without it, nothing is verified.'
  },
  'client-id': {
    type: 'string',
    value: 'id',
    multiple: true,
    description: 'app client whose tokens are accepted',
    defaultsTo: 'any of the pool'
  },
  audience: {
    type: 'string',
    value: 'url',
    multiple: true,
    description: 'audience that an access token must be for',
    defaultsTo: 'none',
    details: 'The option [`audience`](audience.md) of the plugin.'
  },
  region: {
    type: 'string',
    value: 'name',
    description: 'Region of the pool; must be the one in its ID'
  },
  'jwks-file': {
    type: 'string',
    value: 'path',
    description: "JSON file with the pool's key set, to verify offline",
    details: 'Otherwise the key set is fetched from the pool.'
  },
  endpoint: {
    type: 'string',
    value: 'url',
    description: 'endpoint of a local Cognito'
  }
} as const

export type TokenValues = Values<typeof TOKEN_OPTIONS>

/** `fastify-cognito-auth token` */
export const tokenCommand = defineCommand({
  name: 'token',
  summary: 'Decode a token, explain each claim, and verify it',
  options: TOKEN_OPTIONS,
  argumentError: tokenArgument('stdin or --file'),
  examples: [
    { line: 'token < token.txt', about: 'Decode a token, without verification.' },
    {
      line: 'token --user-pool-id eu-west-1_AbC123xyz --client-id 1h57kf5cpq17m0eml12example -f token.txt',
      about: 'Also verify it, as an application with these options does.'
    },
    {
      line: 'token --user-pool-id eu-west-1_AbC123xyz --jwks-file jwks.json --json < token.txt',
      about: 'The same offline and for any app client, as JSON.'
    }
  ],
  exitCodes: {
    [EXIT.ok]: 'decoded; with --user-pool-id, also verified',
    [EXIT.findings]: 'not a JWT, or NOT verified',
    [EXIT.usage]: 'wrong usage: a token as an argument, or an empty file',
    [EXIT.failed]: 'could not verify: the key set is unreachable, for example'
  },
  about: [
    'Reads a token from stdin or a file and prints each parameter of its header and each claim, with the ' +
      'meaning in Cognito and what uses it in the plugin. Times are printed as dates, and relative to now. ' +
      'On a terminal, the token can be pasted; it is not shown. A token as an argument is an error: other ' +
      'users of the machine could read it.',
    'Without `--user-pool-id`, nothing is verified, and the output says so: anyone can write a token with ' +
      "any claims. With it, the plugin's own verifier checks the token, and the output is `verified`, or " +
      '`NOT verified` with the check that failed and why. Access tokens and ID tokens are both verified; ' +
      'the plugin itself accepts only access tokens unless its option `tokenUse` says otherwise. Whether ' +
      'the session was revoked is not checked.',
    'The token and its signature are never printed. The claims are, and they may be personal data. At most ' +
      '65,536 characters are read, and characters that could change what a terminal shows are escaped.',
    'With `--json`, stdout is one line with an object, `{ kind, header, claims, verification }`. `header` ' +
      'and `claims` are lists of `{ name, value, meaning, usedBy?, time?, relative? }`. `verification` is ' +
      '`{ status, explanation }`, where `status` is `not-checked`, `verified` or `not-verified`; with a ' +
      'pool, it also has `userPoolId` and `clientIds`, and for a token that is not verified `reason`, and ' +
      '`expected` and `received` where there are such values. [Log ' +
      'messages](observability.md#log-messages) use the same reasons. For a text that is not a JWT, ' +
      '`kind`, `header` and `claims` are null, and `problem` has the reason.'
  ],
  run: async (values, context) => {
    const { runToken } = await import('./run.js')
    return await runToken(values, context)
  }
})
