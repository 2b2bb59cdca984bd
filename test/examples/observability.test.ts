import { readFile } from 'node:fs/promises'
import t from 'tap'
import { logCalls } from './log-calls.js'

/** docs/observability.md lists exactly what the package publishes and logs. */

const page = await readFile('docs/observability.md', 'utf8')

/** Returns the text under a heading, up to the next. */
function section (heading: string): string {
  const from = page.indexOf(`# ${heading}\n`)
  const to = page.indexOf('\n#', from)
  return page.slice(from, to)
}

const namesIn = (cell: string) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name as string)

t.test('every event is listed, with exactly the fields of its message', async t => {
  const declared = [
    ...(await readFile('lib/events.ts', 'utf8')).matchAll(
      /^ {2}'(fastify-cognito-auth:[\w-]+)': (\{ .* \}|\{\n[^}]* \})$/gm
    )
  ]
  t.ok(declared.length > 5)
  const events = declared.map(([, name, message = '']) => [
    name,
    [...message.matchAll(/(\w+)\??: /g)].map(([, field]) => field)
  ])
  const rows = [...section('Events').matchAll(/^\| `(fastify-cognito-auth:[\w-]+)` \| (.*?) \|/gm)].map(
    ([, name, message = '']) => [name, namesIn(message)]
  )
  t.strictSame(rows, events)
})

t.test('no unknown event is named', async t => {
  const source = await readFile('lib/events.ts', 'utf8')
  for (const [name] of page.matchAll(/fastify-cognito-auth:[a-z-]+/g)) {
    t.ok(source.includes(`'${name}': {`), name)
  }
})

t.test('every log line is listed, at its level, and no other', async t => {
  const written = [...new Set((await logCalls()).map(({ level, message }) => `${level} ${message}`))]
  const rows = [...section('Log messages').matchAll(/^\| (\w+) \| `(.*?)`/gm)].map(
    ([, level, line]) => `${level} ${line}`
  )
  t.ok(written.length > 10)
  t.strictSame(written.toSorted(), rows.toSorted())
})

t.test('every field of an audit line is listed', async t => {
  const written = (await logCalls()).find(({ message }) => message === 'audit')?.fields ?? []
  const [ending = '', about = ''] = await Promise.all([
    found('lib/routes/audited-use.ts', /interface Ending \{(.*?)\n\}/s),
    found('lib/routes/audit.ts', /const about = \{(.*?)\}/s)
  ])
  const added = [...ending.matchAll(/readonly (\w+)/g), ...about.matchAll(/(\w+):/g)].map(
    ([, field]) => field
  )
  t.ok(written.length > 3)
  t.ok(added.length > 3)
  const rows = [...section('The audit log').matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field as string)
  // The logger adds the request ID.
  t.same(new Set(rows), new Set([...written, ...added, 'reqId']))
})

async function found (file: string, expression: RegExp): Promise<string | undefined> {
  return expression.exec(await readFile(file, 'utf8'))?.[1]
}

t.test('every reason for rejecting a token is listed', async t => {
  const [, union = ''] =
    /type RejectionReason =\n(.*?)\n\n/s.exec(
      await readFile('lib/verification/token-rejection.ts', 'utf8')
    ) ?? []
  const reasons = [...union.matchAll(/'([\w-]+)'/g)].map(([, reason]) => reason)
  const rows = [...section('Reasons for rejected tokens').matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([\w-]+)`/g)].map(([, reason]) => reason)
  )
  t.same(new Set(rows), new Set(reasons))
})
