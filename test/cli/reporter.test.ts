import { PassThrough } from 'node:stream'
import t from 'tap'
import { Reporter } from '../../dist/cli/reporter.js'

function reporter (isJson = false) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const text = (stream: PassThrough) => String(stream.read() ?? '')
  return {
    reporter: new Reporter({ stdout, stderr }, isJson),
    stdout,
    printed: () => [text(stdout), text(stderr)]
  }
}

t.test('an event is one line without control characters', async t => {
  const { reporter: report, printed } = reporter()
  report.event(new Date(2026, 0, 1, 9, 5, 7), 'a\u001b[2Jb\nc\u009bd\te')
  t.strictSame(printed(), ['', '09:05:07  a\ufffd[2Jb\ufffdc\ufffdd\ufffde\n'])
})

t.test('a note keeps its lines, without other control characters', async t => {
  const { reporter: report, printed } = reporter()
  report.note('a\nb\u001b')
  t.strictSame(printed(), ['', 'a\nb\ufffd\n'])
})

t.test('a result is text, or JSON on one line', async t => {
  for (const isJson of [false, true]) {
    const { reporter: report, printed } = reporter(isJson)
    report.result('text', { a: ['\n'] })
    t.strictSame(printed(), [isJson ? '{"a":["\\n"]}\n' : 'text\n', ''])
  }
})

t.test('an unexpected error has its stack, and is a failure', async t => {
  const { reporter: report, printed } = reporter(true)
  t.equal(report.fail(new TypeError('x is not a function')), 3)
  const [stdout = '', stderr = ''] = printed()
  t.equal((JSON.parse(stdout) as { error: { code: string } }).error.code, 'unexpected')
  t.match(
    stderr,
    /^error: unexpected, please report it: TypeError: x is not a function\n +at .*reporter\.test/
  )
  t.equal(report.fail('text'), 3)
  t.equal(printed()[1], 'error: unexpected, please report it: text\n')
})

t.test('a reader that closes its pipe does not end the command', async t => {
  const { reporter: report, stdout } = reporter()
  stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  await new Promise(resolve => stdout.once('close', resolve))
  t.doesNotThrow(() => report.print('x'))
  await new Promise(resolve => setImmediate(resolve))
})
