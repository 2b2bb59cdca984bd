import { readFileSync } from 'node:fs'
import t from 'tap'
import { COMMANDS } from '../../dist/cli/commands.js'
import { helpOf } from '../../dist/cli/help.js'
import { run } from './cli.js'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

for (const args of [[], ...COMMANDS.map(({ name }) => [name])]) {
  t.test(`${['--help', ...args].join(' of ')} fits a terminal of 80 by 24 characters`, async t => {
    const { code, stdout, stderr } = await run([...args, '--help'])
    t.strictSame([code, stderr], [0, ''])
    const lines = stdout.split('\n')
    t.ok(lines.length <= 24, `${lines.length} lines`)
    t.strictSame(
      lines.filter(line => line.length > 80),
      []
    )
    t.strictSame(await run([...args, '-h']), { code, stdout, stderr })
  })

  t.test(`${['--version', ...args].join(' of ')} prints the version`, async t => {
    t.strictSame(await run([...args, '--version']), { code: 0, stdout: `${version}\n`, stderr: '' })
    t.strictSame(await run([...args, '-v']), { code: 0, stdout: `${version}\n`, stderr: '' })
  })
}

t.test('the help of a command has each of its options', async t => {
  for (const { name, options } of COMMANDS) {
    const { stdout } = await run([name, '--help'])
    for (const option of Object.keys(options)) t.ok(stdout.includes(`--${option}`), `${name} --${option}`)
  }
  const { stdout } = await run(['local', '--help'])
  t.match(stdout, /-p, --port <number> +port on 127\.0\.0\.1; 0 for any \(default: 9229\)/)
  t.match(stdout, /\(repeatable; default: all\)/)
})

t.test('without a command, the help is on stderr', async t => {
  const { code, stdout, stderr } = await run([])
  t.strictSame([code, stdout], [2, ''])
  t.match(stderr, /^Amazon Cognito.*\nCommands:\n {2}local .*\nerror: A command is missing\.\n$/s)
})

const MISTAKES: [string[], RegExp][] = [
  [['locl'], /^error: There is no command "locl"; did you mean local\?\n$/],
  [['xyzzy'], /^error: There is no command "xyzzy"; the commands are: local(, [\w-]+)+\n$/],
  [
    ['--halp'],
    /^error: Unknown option '--halp'; did you mean --help\?\nOptions: fastify-cognito-auth --help\n$/
  ],
  [
    ['local', '--foldr', 'x'],
    /^error: Unknown option '--foldr'; did you mean --folder\?\nOptions: fastify-cognito-auth local --help\n$/
  ],
  [['local', '--xyzzy'], /^error: Unknown option '--xyzzy'\.\nOptions: /],
  [['local', '--folder'], /^error: Option '--folder <value>' argument missing\.\nOptions: /],
  [['local', 'now'], /^error: Unexpected argument 'now'\.\nOptions: /]
]

for (const [args, message] of MISTAKES) {
  t.test(`${args.join(' ')} is wrong usage`, async t => {
    const { code, stdout, stderr } = await run(args)
    t.strictSame([code, stdout], [2, ''])
    t.match(stderr, message)
  })
}

t.test('with --json, an error is also an object on stdout', async t => {
  const { code, stdout, stderr } = await run(['local', '--json', '--port', 'x'])
  t.equal(code, 2)
  t.strictSame(JSON.parse(stdout), {
    error: { code: 'usage', message: '--port must be a whole number from 0 to 65535; got "x"' }
  })
  t.equal(stderr, 'error: --port must be a whole number from 0 to 65535; got "x"\n')
})

t.test('a long description is wrapped in its column', async t => {
  const [command] = COMMANDS as [(typeof COMMANDS)[number]]
  const options = { long: { type: 'boolean', description: 'word '.repeat(20).trim() } } as const
  const lines = helpOf({ ...command, options }).split('\n')
  const index = lines.findIndex(line => line.includes('--long'))
  t.match(lines[index], /^ {6}--long {2}word( word)+$/)
  t.match(lines[index + 1], /^ {14}word( word)+$/)
})
