import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { startLocalCognito } from '../../dist/local/index.js'
import { run } from './cli.js'

const SECRET = 'Canary-passw0rd'

/** Options, and the lines of the error. `FILE` is the path of the file that `content` is written to. */
const MISTAKES: { args: string[], content?: unknown, lines: string[] }[] = [
  { args: ['--port', ''], lines: ['--port must be a whole number from 0 to 65535; got an empty string'] },
  { args: ['--port', '65536'], lines: ['--port must be a whole number from 0 to 65535; got 65536'] },
  { args: ['--region', 'x'], lines: ['--region must be an AWS Region such as eu-west-1; got "x"'] },
  { args: ['--account-id', '1'], lines: ['--account-id must be an AWS account ID of 12 digits; got "1"'] },
  { args: ['--folder', ''], lines: ['--folder must be the path of a folder; got an empty string'] },
  {
    args: ['--allowed-host', 'ok', '--allowed-host', 'a:1'],
    lines: ['--allowed-host must be a host name without a port; got "a:1"']
  },
  {
    args: ['--domain', 'https://localhost:9443'],
    lines: [
      '--domain must be a domain such as localhost:9443, without https://; got "https://localhost:9443"'
    ]
  },
  {
    args: ['--allowed-origin', 'http://localhost:1/'],
    lines: [
      "--allowed-origin must be '*' or a list of origins such as http://localhost:5173, without a path; got " +
        '["http://localhost:1/"]'
    ]
  },
  {
    args: ['--user-pool', 'FILE'],
    content: { mfaa: 'on', mfa: 'maybe', passwordPolicy: { minLength: 3 } },
    lines: [
      'FILE: mfaa is not an option; did you mean mfa?',
      'FILE: passwordPolicy.minLength must be a whole number from 6 to 99; got 3',
      "FILE: mfa must be 'off', 'optional' or 'required'; got \"maybe\""
    ]
  },
  {
    args: ['--user-pool', 'FILE'],
    content: 1,
    lines: ['FILE: must be an object, the options of createUserPool(); got 1']
  },
  {
    args: ['--user-pool', 'FILE'],
    content: { mfa: 'required', passwordless: true },
    lines: ["FILE: passwordless cannot be combined with mfa: 'required'; omit one of them"]
  },
  {
    args: ['--user-pool', 'FILE'],
    content: { logoutURLs: ['http://localhost:1/'] },
    lines: ['FILE: logoutURLs is for managed login; configure callbackURLs too']
  },
  {
    args: ['--user-pool', 'FILE'],
    content: { callbackURLs: ['http://localhost:1/'], allowedOAuthScopes: ['none/x'] },
    lines: ['FILE: Invalid scope requested: none/x']
  },
  { args: ['--users', 'FILE'], content: {}, lines: ['FILE: must be a list of users; got an object'] },
  {
    args: ['--users', 'FILE'],
    content: [{ email: 'a@example.com', password: SECRET }],
    lines: ['FILE: [0].name must be a non-empty string; got nothing']
  },
  {
    args: ['--users', 'FILE'],
    content: [{ email: 'a@example.com', password: 'canary-password', name: 'A' }],
    lines: ['FILE: [0]: Password did not conform with policy: Password must have uppercase characters']
  },
  {
    args: ['--users', 'FILE'],
    content: `[\n{ "password": "${SECRET}",}`,
    lines: ['FILE is not valid JSON: line 2.']
  },
  { args: ['--users', 'FILE'], content: `["${SECRET}",]`, lines: ['FILE is not valid JSON.'] },
  { args: ['--users', 'FILE'], lines: ['FILE does not exist.'] },
  { args: ['--users', '.'], lines: ['. cannot be read (EISDIR).'] }
]

for (const { args, content, lines } of MISTAKES) {
  t.test(`${args.join(' ')}: ${lines[0]}`, async t => {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    const file = join(t.testdir(text === undefined ? {} : { 'file.json': text }), 'file.json')
    const result = await run(['local', '--port=0', ...args.map(arg => arg.replace('FILE', file))])
    t.equal(result.code, 2)
    t.equal(result.stdout, '')
    t.equal(result.stderr.replaceAll(file, 'FILE'), `error: ${lines.join('\n')}\n`)
    t.notMatch(result.stderr, new RegExp(SECRET, 'i'))
  })
}

t.test('NODE_ENV other than development and test is refused', async t => {
  const before = process.env['NODE_ENV']
  t.teardown(() => {
    process.env['NODE_ENV'] = before
  })
  process.env['NODE_ENV'] = 'production'
  t.strictSame(await run(['local', '--port=0']), {
    code: 2,
    stdout: '',
    stderr:
      'error: The local Cognito is for development only, and NODE_ENV is "production"; unset it, or set it ' +
      'to ' +
      '"development".\n'
  })
})

t.test('a port in use is a failure', async t => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  t.strictSame(await run(['local', '--json', '--port', `${port}`]), {
    code: 3,
    stdout:
      `{"error":{"code":"failed","message":"Port ${port} is in use; choose another one with ` +
      '--port."}}\n',
    stderr: `error: Port ${port} is in use; choose another one with --port.\n`
  })
})

t.test('the error for port 9229 mentions node --inspect', async t => {
  const server = createServer()
  // If another process has it already, so much the better.
  await new Promise<void>(resolve => server.once('error', () => resolve()).listen(9229, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { code, stderr } = await run(['local'])
  t.equal(code, 3)
  t.equal(
    stderr,
    'error: Port 9229 is in use (node --inspect also uses it); choose another one with --port.\n'
  )
})

t.test('a folder is used by one process at a time', async t => {
  const folder = t.testdir()
  const local = await startLocalCognito({ folder })
  t.teardown(local.close)
  const { code, stderr } = await run(['local', '--port=0', '--folder', folder])
  t.equal(code, 3)
  t.match(
    stderr,
    /^error: The local Cognito cannot start: the folder .* is used by another local Cognito \(process \d+\)\.\n$/
  )
})

t.test('a folder whose pool cannot be updated to the file', async t => {
  const folder = t.testdir({
    'scope.json': '{"callbackURLs":["http://localhost:1/"],"allowedOAuthScopes":["none/x"]}'
  })
  const options = ['local', '--port=0', '--folder', join(folder, 'data')]
  t.equal((await run(options)).code, 0)
  const { code, stderr } = await run([...options, '--user-pool', join(folder, 'scope.json')])
  t.equal(code, 2)
  t.match(stderr, /^error: .*scope\.json: the pool in the folder cannot be changed: .*none\/x\n$/)
})

t.test('a folder with data that it cannot have is an unexpected error, with a stack', async t => {
  const folder = t.testdir({ 'cognito.jsonl': '[["seeded","pool",{}]]\n' })
  const { code, stdout, stderr } = await run(['local', '--json', '--port=0', '--folder', folder])
  t.equal(code, 3)
  t.match(stderr, /^error: unexpected, please report it: .*\n +at /)
  t.equal((JSON.parse(stdout) as { error: { code: string } }).error.code, 'unexpected')
})
