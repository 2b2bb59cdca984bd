import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import t, { type Test } from 'tap'
import { startLocalCognito } from '../../dist/local/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { ESC, run, start, type Result } from './cli.js'

process.env['NODE_ENV'] = 'test'

const pool = await createTestPool()
const folder = t.testdir({ 'jwks.json': JSON.stringify(pool.jwks) })
const OFFLINE = ['--user-pool-id', pool.userPoolId, '--jwks-file', join(folder, 'jwks.json')]

interface Explained {
  name: string
  value: unknown
  meaning: string
  usedBy?: string
  time?: string
  relative?: string
}

interface Printed {
  kind: string | null
  header: Explained[] | null
  claims: Explained[] | null
  problem?: string
  verification: { status: string, reason?: string, explanation: string, expected?: string, received?: string }
}

/** Passes a text to `token` by stdin. */
async function token (text: string, ...args: string[]): Promise<Result> {
  return await run(['token', ...args], new AbortController().signal, Readable.from([text]))
}

async function json (text: string, ...args: string[]): Promise<Printed & { code: number | null }> {
  const { code, stdout } = await token(text, '--json', ...args)
  return { code, ...(JSON.parse(stdout) as Printed) }
}

/** Fails if a token or its signature is in an output. */
function assertHidden (t: Test, result: Result, token: string): void {
  const [header = '', payload = '', signature = ''] = token.split('.')
  for (const part of [header, payload, signature].filter(part => part !== '')) {
    t.notOk((result.stdout + result.stderr).includes(part), 'the token is not printed')
  }
}

t.test('each claim is explained, and nothing is verified', async t => {
  const claims = { 'custom:role': 'x', own: 1 }
  const text = pool.signIn({ groups: ['admin'], scopes: ['orders/read'], claims })
  const result = await token(text)
  t.equal(result.code, 0)
  t.equal(result.stderr, '')
  assertHidden(t, result, text)
  t.match(result.stdout, /^This is an access token of a user\n/)
  t.match(result.stdout, /\n {2}alg: "RS256"\n {4}The algorithm of the signature\. Only RS256 is accepted/)
  t.match(result.stdout, /\n {2}exp: \d+\n {4}\d{4}-\d\d-\d\dT[\d:.]+Z, in (59 minutes|1 hour)\n/)
  t.match(result.stdout, /\n {2}auth_time: \d+\n {4}\S+, (in 0|\d+) seconds?( ago)?\n/)
  t.match(result.stdout, /cognito:groups: \["admin"\]\n[^:]+Used by:\s+requireGroups/)
  t.match(result.stdout, /scope: "orders\/read"\n[^:]+Used by: requireScopes/)
  t.match(result.stdout, /\n {2}custom:role: "x"\n {4}A custom attribute of the user/)
  t.match(result.stdout, /\n {2}own: 1\n {4}Not a claim that Cognito writes by itself/)
  t.match(result.stdout, /\n\nNothing is verified\nAnyone can write a token.*\n$/)
  t.notOk(result.stdout.split('\n').some(line => line.length > 80 && !line.includes('": "')))
})

t.test('the kinds of tokens', async t => {
  const idToken = pool.idToken({ claims: { birthdate: '1815-12-10' } })
  const { kind, claims, code } = await json(`  Bearer ${idToken}\r\n`)
  t.strictSame([kind, code], ['an ID token of a user', 0])
  t.match(claims?.find(({ name }) => name === 'birthdate'), { meaning: 'A standard attribute of the user.' })
  t.equal((await json(pool.machine())).kind, 'an access token of a machine')
  const other = await json(pool.sign({ exp: 1e300, nbf: 'x', iat: 0 }, { typ: 'JWT', toString: 1 }))
  t.equal(other.kind, 'a JWT without the claim token_use of Cognito')
  t.match(other.claims, [
    { name: 'exp', value: 1e300, time: undefined },
    { name: 'nbf', value: 'x', time: undefined },
    { name: 'iat', time: '1970-01-01T00:00:00.000Z', relative: /^\d\d years ago$/ }
  ])
  t.match(other.header?.at(-1), { name: 'toString', meaning: 'A parameter that Cognito does not write.' })
})

t.test('verified by the keys in a file', async t => {
  const text = pool.signIn()
  const result = await token(text, ...OFFLINE)
  t.equal(result.code, 0)
  t.match(result.stdout, /\n\nverified\nAs a token of user pool eu-west-1_TestPool1, any app client\.\n/)
  t.match(result.stdout, /Not\s+checked:\s+whether the session was\s+revoked\.\n$/)
  assertHidden(t, result, text)
  const clients = ['--client-id', 'other', '--client-id', pool.clientId, '--region', 'eu-west-1']
  t.match(await json(pool.idToken(), ...OFFLINE, ...clients), {
    code: 0,
    verification: {
      status: 'verified',
      userPoolId: pool.userPoolId,
      clientIds: ['other', pool.clientId],
      reason: undefined
    }
  })
})

const withOtherSignature = (token: string, other: string) =>
  token.slice(0, token.lastIndexOf('.')) + other.slice(other.lastIndexOf('.'))
const other = await createTestPool({ userPoolId: 'eu-west-1_Other' })

const REJECTED: [string, string, RegExp][] = [
  ['expired', pool.expired(), /The signature and the issuer are valid, but the token has expired/],
  ['signature', withOtherSignature(pool.signIn(), pool.signIn()), /forgery/],
  ['unknown-key', other.signIn(), /No key of the key set/],
  ['algorithm', pool.sign({ token_use: 'access' }, { alg: 'none' }), /anyone may have written the token/],
  ['client', pool.signIn({ clientId: 'another' }), /the token is of another app client/],
  ['issuer', pool.signIn({ claims: { iss: 'https://example.com' } }), /the issuer is not that of the pool/],
  ['claims', pool.signIn({ claims: { sub: 1 } }), /a claim is missing .* The claim: \/sub\./],
  ['not-yet-valid', pool.signIn({ claims: { nbf: Date.now() } }), /is not valid yet/],
  ['header', pool.sign({ token_use: 'access' }, { kid: 1 }), /The header is not that of a token of Cognito/],
  ['malformed', 'eyJhbGciOiJSUzI1NiJ9.e30AAAA.canary', /does not have the form of a JWT/]
]

for (const [reason, text, explanation] of REJECTED) {
  t.test(`NOT verified: ${reason}`, async t => {
    const args = [...OFFLINE, '--client-id', pool.clientId]
    const { code, verification } = await json(text, ...args)
    t.equal(code, 1)
    t.match(verification, { status: 'not-verified', reason, explanation })
    const result = await token(text, ...args)
    t.equal(result.code, 1)
    t.match(result.stdout, new RegExp(`\n\nNOT verified \\(${reason}\\)\nAs a token of user pool `))
    t.notMatch(result.stdout, /\nverified/)
    for (const name of ['expected', 'received'] as const) {
      t.equal(result.stdout.includes(`\n  ${name}: `), verification[name] !== undefined)
    }
    assertHidden(t, result, text)
  })
}

t.test('the rejected value and the accepted one are printed', async t => {
  const { verification } = await json(pool.signIn({ clientId: 'another' }), ...OFFLINE, '--client-id=mine')
  t.match(verification, { expected: 'mine', received: 'another' })
})

const base64url = (text: string) => Buffer.from(text).toString('base64url')

t.test('the audience', async t => {
  const text = pool.signIn({ claims: { aud: 'https://api.example.com' } })
  t.match(await json(text, ...OFFLINE, '--audience', 'https://api.example.com'), { code: 0 })
  const other = ['--audience', 'https://other.example.com']
  for (const [rejected, args] of [[text, []], [text, other], [pool.signIn(), other]] as const) {
    const { code, verification } = await json(rejected, ...OFFLINE, ...args)
    t.match({ code, ...verification }, { code: 1, reason: 'audience', explanation: /for another API/ })
  }
})

const NO_JWT: [string, RegExp][] = [
  ['abc', /It is not a JWT/],
  ['eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.', /It is not a JWT/],
  [`eyJhbGciOiJSU0EtT0FFUCJ9.${'abcd.'.repeat(3)}abcd`, /It is encrypted \(JWE\)/],
  ['e30.W10.x', /Its payload is not a JSON object/],
  ['!.e30.x', /Its header is not a JSON object/],
  [`e30.${base64url(`{"a":${'['.repeat(40)}${']'.repeat(40)}}`)}.x`, /32 levels/],
  [`e30.${base64url(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)}.x`, /32 levels/]
]

for (const [text, problem] of NO_JWT) {
  t.test(`${text.slice(0, 40)} is not a JWT`, async t => {
    t.match(await json(text), { code: 1, kind: null, header: null, claims: null, problem })
    t.match(await json(text, ...OFFLINE), { code: 1, verification: { status: 'not-verified' } })
    const result = await token(text)
    t.match(result.stdout, /^This is not a token of a user or machine\nIt/)
    assertHidden(t, result, text.length > 20 ? text : 'secret.secret.secret')
  })
}

t.test('characters that could change what a terminal shows are escaped, also in JSON', async t => {
  const hostile = { 'a\u009b\u001b[2J': '\u001b]0;x\u0007\u202e\u2028\u{e0001}' }
  const text = pool.signIn({ claims: { ...hostile, long: 'x'.repeat(999) } })
  for (const args of [[], ['--json']]) {
    const { stdout } = await token(text, ...args)
    t.notMatch(stdout.replaceAll('\n', ''), /[\p{C}\p{Zl}\p{Zp}]/u)
    t.ok(stdout.includes('a\\u009b\\u001b[2J'))
    t.ok(stdout.includes('\\u202e\\u2028\\udb40\\udc01'))
  }
  t.match((await token(text)).stdout, /long: "x{399}\.\.\. \(1001 characters\)\n/)
  t.match((await json(text)).claims?.find(({ name }) => name.startsWith('a\u009b')), {
    name: 'a\u009b\u001b[2J',
    value: '\u001b]0;x\u0007\u202e\u2028\u{e0001}'
  })
})

t.test('a claim named __proto__ is a claim', async t => {
  const payload = base64url('{"__proto__":{"a":1}}')
  t.match((await json(`e30.${payload}.x`)).claims, [{ name: '__proto__', value: { a: 1 } }])
})

t.test('a token as an argument is wrong usage, and is not repeated', async t => {
  const text = pool.signIn()
  for (const args of [[text], ['--token', text], [`--token=${text}`], ['--file', text], ['refresh-token']]) {
    for (const format of [[], ['--json']]) {
      const result = await run(['token', ...args, ...format])
      t.equal(result.code, 2)
      t.match(result.stderr, /^error: A token cannot be an argument: other users/)
      assertHidden(t, result, text)
      t.notMatch(result.stderr + result.stdout, 'refresh-token')
    }
  }
  const misplaced = await run([text])
  t.equal(misplaced.code, 2)
  t.match(misplaced.stderr, /There is no command "\[token\]"/)
})

const ofPool = (id: string) => ['--user-pool-id', id]

const MISTAKES: [string, string[], RegExp][] = [
  ['', [], /^error: stdin is empty; it must have a token\.\n$/],
  ['x'.repeat(65_537), [], /^error: stdin has more than 65536 characters; no accepted token is longer\.\n$/],
  ['x', ['--file', 'missing.txt'], /^error: missing\.txt does not exist\.\n$/],
  ['x', ['--file', '.'], /^error: \. cannot be read \(EISDIR\)\.\n$/],
  ['x', ['--file', '/dev/null'], /^error: \/dev\/null is empty; it must have a token\.\n$/],
  ['x', ['--file', '/dev/zero'], /^error: \/dev\/zero has more than 65536 characters/],
  ['x', ['--client-id', 'a'], /^error: --client-id is for verification; --user-pool-id is missing\.\n$/],
  ['x', [...ofPool('x'), '--region', 'y'], /^error: --user-pool-id must be .*\n--region must be .*\n$/],
  ['x', [...ofPool('eu-west-1_a'), '--region', 'eu-west-2'], /^error: --region must be eu-west-1, .*\n$/],
  ['x', [...ofPool('local_a'), '--endpoint', 'http://example.com'], /^error: --endpoint must start with https/],
  ['x', [...ofPool('eu-west-1_a'), '--jwks-file', 'package.json'], /^error: package\.json: keys must be a list/]
]

for (const [input, args, message] of MISTAKES) {
  t.test(`${args.join(' ') || `${input.length} characters`} is wrong usage`, async t => {
    const { code, stdout, stderr } = await token(input, ...args)
    t.strictSame([code, stdout], [2, ''])
    t.match(stderr, message)
  })
}

t.test('without a usable key, the command fails', async t => {
  const file = join(t.testdir(), 'weak.json')
  await writeFile(file, JSON.stringify({ keys: [{ kty: 'oct', kid: 'a' }] }))
  const result = await token(pool.signIn(), '--user-pool-id', pool.userPoolId, '--jwks-file', file)
  t.strictSame([result.code, result.stdout], [3, ''])
  t.equal(
    result.stderr,
    'Key 0 of the key set is not used: kty is not RSA.\n' +
      'error: The key set has no usable key, so nothing is verified.\n'
  )
  const key = { keys: [pool.jwks.keys[0], pool.jwks.keys[0]] }
  await writeFile(file, JSON.stringify(key))
  const twice = await token(pool.signIn(), '--user-pool-id', pool.userPoolId, '--jwks-file', file)
  t.match(twice.stderr, /^Key \S+ of the key set is not used: two keys have this kid\.\n/)
})

t.test('a token of the local Cognito, by its endpoint', async t => {
  const local = await startLocalCognito({
    users: [{ email: 'ada@example.com', password: 'Passw0rd!', name: 'Ada' }]
  })
  t.teardown(local.close)
  const response = await fetch(local.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth'
    },
    body: JSON.stringify({
      ClientId: local.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada@example.com', PASSWORD: 'Passw0rd!' }
    })
  })
  const { AuthenticationResult } = (await response.json()) as {
    AuthenticationResult: { AccessToken: string, IdToken: string, RefreshToken: string }
  }
  const args = [...ofPool(local.userPoolId), '--client-id', local.clientId, '--endpoint', local.endpoint]
  const { AccessToken, IdToken, RefreshToken } = AuthenticationResult
  t.match(await json(AccessToken, ...args), { code: 0, verification: { status: 'verified' } })
  const id = await json(IdToken, ...args)
  t.match(id, { code: 0, kind: 'an ID token of a user', verification: { status: 'verified' } })
  const unknown = [...(id.claims ?? []), ...((await json(AccessToken)).claims ?? [])].filter(({ meaning }) =>
    meaning.startsWith('Not a claim')
  )
  t.strictSame(unknown, [])
  t.match(await json(RefreshToken, ...args), { code: 1, kind: null })

  await local.close()
  const failed = await token(AccessToken, ...args)
  t.strictSame([failed.code, failed.stdout], [3, ''])
  t.match(failed.stderr, /^error: The key set at http:.* cannot be fetched, so nothing is verified: fetch failed.*\.\n$/)
  const noPool = await token(AccessToken, '--user-pool-id', 'local_none', '--endpoint', 'http://localhost:1')
  t.match(noPool.stderr, /cannot be fetched, so nothing is verified: fetch failed\.\n$/)
})

t.test('Ctrl-C while it waits for a token', async t => {
  t.strictSame(await run(['token']), { code: 3, stdout: '', stderr: 'error: Stopped.\n' })
})

t.test('in a pipe', async t => {
  const program = start(t, ['token', ...OFFLINE])
  const text = pool.signIn()
  program.endInput(text)
  const result = await program.ended
  t.equal(result.code, 0)
  t.match(result.stdout, /\n\nverified\n/)
  t.notOk(result.stdout.includes(ESC), 'no colors')
  assertHidden(t, result, text)
})

const linux = { skip: process.platform !== 'linux' && 'script(1) has other options' }

t.test('on a terminal, the token is not shown while it is pasted', linux, async t => {
  const program = start(t, ['token', ...OFFLINE], { isTerminal: true, env: { TERM: 'xterm' } })
  await program.waitForOutput(/Paste the token and press Enter\. It is not shown\./)
  // Longer than a line that a terminal accepts.
  const text = pool.signIn({ claims: { 'custom:long': 'x'.repeat(6000) } })
  program.type(`${text}\r`)
  const result = await program.ended
  t.equal(result.code, 0)
  t.ok(result.stdout.includes(`${ESC}[1mverified${ESC}[22m`))
  assertHidden(t, result, text)
})

t.test('on a terminal, Ctrl-C stops it', linux, async t => {
  const program = start(t, ['token'], { isTerminal: true })
  await program.waitForOutput(/Paste the token/)
  program.type('\u0003')
  const { code, stdout } = await program.ended
  t.equal(code, 3)
  t.match(stdout, /error: Stopped\.\r\n$/)
})

t.test('a terminal is as it was before afterwards', async t => {
  const modes: boolean[] = []
  const setRawMode = (isRaw: boolean) => modes.push(isRaw)
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode })
  const running = run(['token', '--json'], new AbortController().signal, stdin)
  stdin.write('abc')
  stdin.write('d\u0004')
  t.equal((await running).code, 1)
  t.strictSame(modes, [true, false])
})
