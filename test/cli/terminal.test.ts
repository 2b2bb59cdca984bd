import t from 'tap'
import { ESC, READY, start } from './cli.js'

const linux = { skip: process.platform !== 'linux' && 'script(1) has other options' }

t.test('on a terminal, headings are bold, and Ctrl-C stops it', linux, async t => {
  const program = start(t, ['local', '--port', '0'], { isTerminal: true, env: { TERM: 'xterm' } })
  await program.waitForOutput(READY)
  t.ok(program.stdout().includes(`${ESC}[1mAmplify${ESC}[22m`))
  program.type('\u0003')
  const { code, stdout } = await program.ended
  t.equal(code, 0)
  t.match(stdout, /Stopped\./)
})

t.test('NO_COLOR is respected', linux, async t => {
  const program = start(t, ['local', '--port', 'x'], {
    isTerminal: true,
    env: { TERM: 'xterm', NO_COLOR: '1' }
  })
  const { code, stdout } = await program.ended
  t.equal(code, 2)
  t.equal(stdout, 'error: --port must be a whole number from 0 to 65535; got "x"\r\n')
})

t.test('an error is red on a terminal, and with FORCE_COLOR in a pipe', linux, async t => {
  const program = start(t, ['local', '--port', 'x'], { isTerminal: true, env: { TERM: 'xterm' } })
  t.ok((await program.ended).stdout.startsWith(`${ESC}[31merror:${ESC}[39m --port`))
  const forced = await start(t, ['local', '--port', 'x'], { env: { FORCE_COLOR: '1' } }).ended
  t.ok(forced.stderr.startsWith(`${ESC}[31merror:`))
})
