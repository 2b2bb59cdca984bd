import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import type { Report } from '../../../dist/cli/doctor/report-schema.js'
import { createTestPool } from '../../../dist/testing/index.js'
import { run, type Result } from '../cli.js'
import { sdkClient, startLocal } from './good-pool.js'
import { schemaErrors } from './schema.js'

/** The check of a token, with the pool and the key set of a local Cognito. */

const local = await startLocal(t)
const api = sdkClient(local)
t.teardown(() => api.destroy())
const { userPoolId, clientId, endpoint } = local
const PASSWORD = 'Passw0rd!'
const CANARY = 'canary-of-a-claim@example.com'
const ONLY = ['--only', 'token-real', '--json']
const IDS = ['--user-pool-id', userPoolId, '--client-id', clientId, '--endpoint', endpoint]

/** The tokens of a sign-in at a pool of the local Cognito. */
async function signIn (UserPoolId: string, ClientId: string) {
  await api.adminCreateUser({
    UserPoolId,
    Username: CANARY,
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'email', Value: CANARY }]
  })
  await api.adminSetUserPassword({ UserPoolId, Username: CANARY, Password: PASSWORD, Permanent: true })
  const { AuthenticationResult: tokens } = await api.adminInitiateAuth({
    UserPoolId,
    ClientId,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: CANARY, PASSWORD }
  })
  return {
    access: String(tokens?.AccessToken),
    id: String(tokens?.IdToken),
    refresh: String(tokens?.RefreshToken)
  }
}

const own = await signIn(userPoolId, clientId)
const { UserPool: other } = await api.createUserPool({ PoolName: 'other', UsernameAttributes: ['email'] })
const { UserPoolClient: otherClient } = await api.createUserPoolClient({
  UserPoolId: other?.Id,
  ClientName: 'other',
  ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']
})
const foreign = await signIn(String(other?.Id), String(otherClient?.ClientId))
// Its keys are in the options, for tokens that the local Cognito does not issue.
const pinned = await createTestPool({ userPoolId, clientId })

const folder = t.testdir({})
let count = 0

/** Runs the command with a token in a file. */
async function doctor (t: Test, token: string, ...args: string[]): Promise<Result & { report: Report }> {
  const file = join(folder, `token-${count++}.txt`)
  writeFileSync(file, token)
  const { signal } = new AbortController()
  const result = await run(['doctor', '--token-file', file, ...ONLY, ...args], signal)
  t.equal(schemaErrors(result.stdout), null, 'conforms to the schema')
  assertHidden(t, result, token)
  const text = await run(['doctor', '--token-file', file, ...ONLY.slice(0, 2), ...args], signal)
  t.equal(text.code, result.code)
  assertHidden(t, text, token)
  return { ...result, report: JSON.parse(result.stdout) as Report }
}

/** Fails if a part of the token is in an output, or a claim about the user. */
function assertHidden (t: Test, { stdout, stderr }: Result, token: string): void {
  for (const part of [...token.split('.').filter(part => part.length > 8), CANARY]) {
    t.notOk((stdout + stderr).includes(part), 'no part of the token is printed')
  }
}

/** Writes a module with options, and returns the arguments that use it. */
function optionsArgs (options: object): string[] {
  const file = join(folder, `options-${count++}.mjs`)
  writeFileSync(file, `export default ${JSON.stringify({ userPoolId, clientId, endpoint, ...options })}`)
  return ['--options', file]
}

const LIVE = { issuer: local.issuer }
const PINNED = { jwks: pinned.jwks }

t.test('a token that is accepted is reported so', async t => {
  const { code, report } = await doctor(t, `Bearer ${own.access}\n`, ...IDS)
  t.strictSame([code, report.findings, report.passed], [0, [], ['token-real']])
  t.match(report.token, {
    status: 'accepted',
    reason: null,
    explanation: /^It is an access token of a user, and expires in \d+ (minutes|hour)\. .* revoked is not known\.$/
  })
  const { signal } = new AbortController()
  const text = await run(['doctor', ...IDS, '--token-file', '-'], signal, Readable.from([own.access]))
  t.match(text.stdout, /\naccepted token: It is an access token of a user, and expires in /)
  assertHidden(t, text, own.access)
  const withOptions = await doctor(t, own.id, ...optionsArgs({ ...LIVE, tokenUse: 'id' }))
  t.match(withOptions.report.token, { status: 'accepted', explanation: /^It is an ID token of a user/ })
})

const withOtherSignature = (token: string, other: string) =>
  token.slice(0, token.lastIndexOf('.')) + other.slice(other.lastIndexOf('.'))

interface Case {
  name: string
  token: string
  /** Options of the plugin. Without them, the IDs are arguments. */
  options?: object
  args?: string[]
  reason: string
  found: RegExp
  fix: RegExp
  received?: RegExp | string
}

const CASES: Case[] = [
  {
    name: 'a token of another pool',
    token: foreign.access,
    reason: 'unknown-key',
    found: /^The token is of another user pool, or of another Region/,
    fix: new RegExp(`Compare the user pool of the front end with ${userPoolId}`),
    received: `${endpoint}/${other?.Id}`
  },
  {
    name: 'a token of another issuer, with a key of the pool',
    token: own.access,
    options: { issuer: `${endpoint}/us-east-1_Elsewhere`, jwksUri: `${local.issuer}/.well-known/jwks.json` },
    reason: 'issuer',
    found: /^The token is of another user pool/,
    fix: /set userPools/,
    received: local.issuer
  },
  {
    name: 'a token with a key that is not in the key set',
    token: pinned.sign({ iss: local.issuer }),
    reason: 'unknown-key',
    found: /^No key of the key set has the kid of the token/,
    fix: /they are not of this pool/
  },
  {
    name: 'a token with a key that jwks of the options lacks',
    token: pinned.sign({ iss: pinned.issuer }, { kid: 'none' }),
    options: PINNED,
    reason: 'unknown-key',
    found: /^No key of the key set/,
    fix: /update jwks in the options/
  },
  {
    name: 'a token of another app client',
    token: own.access,
    args: ['--user-pool-id', userPoolId, '--client-id', '1other2other3other4', '--endpoint', endpoint],
    reason: 'client',
    found: /another app client/,
    fix: /use --client-id for the other one/,
    received: clientId
  },
  {
    name: 'a token of another app client than that of the options',
    token: own.access,
    options: { ...LIVE, clientId: '1other2other3other4' },
    reason: 'client',
    found: /another app client/,
    fix: /add the other one to clientId of the plugin/,
    received: clientId
  },
  {
    name: 'an ID token',
    token: own.id,
    reason: 'token-use',
    found: /another use/,
    fix: /^Send the access token\. /,
    received: 'id'
  },
  {
    name: 'an access token where ID tokens are accepted',
    token: own.access,
    options: { ...LIVE, tokenUse: 'id' },
    reason: 'token-use',
    found: /another use/,
    fix: /^Send the ID token/,
    received: 'access'
  },
  {
    name: 'a token that has expired',
    token: pinned.expired(),
    options: PINNED,
    reason: 'expired',
    found: /has expired/,
    fix: /^Refresh it, or sign in again, and send the new token/,
    received: /^\d{4}-/
  },
  {
    name: 'a token that is not yet valid',
    token: pinned.signIn({ claims: { nbf: Math.floor(Date.now() / 1000) + 3600 } }),
    options: PINNED,
    reason: 'not-yet-valid',
    found: /is not valid yet/,
    fix: /^Correct the clock/
  },
  {
    name: 'a token with another signature',
    token: withOtherSignature(pinned.signIn(), pinned.signIn()),
    options: PINNED,
    reason: 'signature',
    found: /was changed, or is a forgery/,
    fix: /^Do not trust this token/
  },
  {
    name: 'a token for another API',
    token: pinned.signIn({ claims: { aud: 'https://other.example.com' } }),
    options: PINNED,
    reason: 'audience',
    found: /for another API/,
    fix: /without the parameter resource/,
    received: 'https://other.example.com'
  },
  {
    name: 'a token for no API',
    token: pinned.signIn(),
    options: { ...PINNED, audience: 'https://api.example.com' },
    reason: 'audience',
    found: /for another API, or for none/,
    fix: /^Request the token with the parameter resource/,
    received: 'nothing'
  },
  {
    name: 'a token whose claim has another type',
    token: pinned.signIn({ claims: { email: CANARY, sub: 5 } }),
    options: PINNED,
    reason: 'claims',
    found: /a claim is missing or has another type/,
    fix: /pre-token-generation trigger/,
    received: '5'
  },
  {
    name: 'a token that is not signed with RS256',
    token: pinned.sign({ iss: pinned.issuer }, { alg: 'HS256' }),
    options: PINNED,
    reason: 'algorithm',
    found: /is not that of Cognito/,
    fix: /^Send an access token that this user pool has issued/
  },
  {
    name: 'a token without a key ID',
    token: pinned.sign({ iss: pinned.issuer }, { kid: 5 }),
    options: PINNED,
    reason: 'header',
    found: /The header is not that of a token of Cognito/,
    fix: /^Send an access token/
  },
  {
    name: 'a token with padding',
    token: `${pinned.signIn()}=`,
    options: PINNED,
    reason: 'malformed',
    found: /not have the form of a JWT/,
    fix: /^Do not trust this token/
  },
  {
    name: 'a token that is too long',
    token: pinned.signIn({ claims: { long: 'x'.repeat(2000) } }),
    options: { ...PINNED, maxTokenLength: 1024 },
    reason: 'too-long',
    found: /longer than any that is accepted/,
    fix: /^Increase maxTokenLength/
  },
  {
    name: 'a refresh token',
    token: own.refresh,
    reason: 'malformed',
    found: /^It is encrypted \(JWE\), as the refresh tokens of Cognito are/,
    fix: /^Send the access token: /
  }
]

for (const { name, token, options, args, reason, found, fix, received } of CASES) {
  t.test(name, async t => {
    const given = args ?? (options === undefined ? IDS : optionsArgs(options))
    const { code, stdout, report } = await doctor(t, token, ...given)
    t.equal(code, 1, stdout)
    t.match(report.token, { status: 'rejected', reason, explanation: found })
    t.match(report.findings, [
      { id: 'token-real', severity: 'error', found, fix, read: { 'the check that failed': reason } }
    ])
    if (received !== undefined) t.match(report.findings[0]?.read['in the token'], received)
  })
}

t.test('without the key set, the token is not checked', async t => {
  const jwksUri = `${endpoint}/us-east-1_None/.well-known/jwks.json`
  const args = ['--only', 'token-real,pool-reachable', ...optionsArgs({ ...LIVE, jwksUri })]
  const { code, report } = await doctor(t, own.access, ...args)
  t.strictSame([code, report.token, report.passed], [3, null, ['pool-reachable']])
  t.match(report.notChecked, [
    { id: 'token-real', reason: /^GET http:.*jwks\.json: Error: the JWKS endpoint responded with 400/ }
  ])
})

t.test('a token is never an argument, and there must be one', async t => {
  const { signal } = new AbortController()
  for (const args of [['--token-file', own.access], [own.access]]) {
    const result = await run(['doctor', ...IDS, ...args], signal)
    t.equal(result.code, 2)
    t.match(result.stderr, /^error: A token cannot be an argument: .* Pass it by --token-file\.\n$/)
    assertHidden(t, result, own.access)
  }
  const empty = await run(['doctor', ...IDS, '--token-file', '-'], signal, Readable.from([' \n']))
  t.strictSame([empty.code, empty.stderr], [2, 'error: stdin is empty; it must have a token.\n'])
  const missing = await run(['doctor', ...IDS, '--token-file', 'none.txt'], signal)
  t.strictSame([missing.code, missing.stderr], [2, 'error: none.txt does not exist.\n'])
  const none = await run(['doctor', ...IDS, '--only', 'token-real'], signal)
  t.match([none.code, none.stderr], [2, /token-real verifies a token: use --token-file\./])
})
