import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'

/** The page says what the package tells: neither more nor less. */

const page = await readFile('docs/observability.md', 'utf8')

/** The text under a heading, up to the next. */
function section (heading: string): string {
  const from = page.indexOf(`# ${heading}\n`)
  const to = page.indexOf('\n#', from)
  return page.slice(from, to)
}

const namesIn = (cell: string) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name as string)

t.test('every event, with the fields of its message, and no other', async t => {
  const declared = [...(await readFile('lib/events.ts', 'utf8')).matchAll(/^ {2}'(fastify-cognito-auth:[\w-]+)': (\{ .* \})$/gm)]
  t.ok(declared.length > 5)
  const events = declared.map(([, name, message = '']) => [name, [...message.matchAll(/(\w+): /g)].map(([, field]) => field)])
  const rows = [...section('Events').matchAll(/^\| `(fastify-cognito-auth:[\w-]+)` \| (.*?) \|/gm)].map(([, name, message = '']) => [name, namesIn(message)])
  t.strictSame(rows, events)
})

t.test('no event is named that there is not', async t => {
  const source = await readFile('lib/events.ts', 'utf8')
  for (const [name] of page.matchAll(/fastify-cognito-auth:[a-z-]+/g)) t.ok(source.includes(`'${name}': {`), name)
})

t.test('every log line, at its level, and no other', async t => {
  const files = (await readdir('lib', { recursive: true })).filter(file => file.endsWith('.ts'))
  const sources = await Promise.all(files.map(async file => readFile(join('lib', file), 'utf8')))
  const written = sources.flatMap(source => [...source.matchAll(/\blog\.(trace|debug|info|warn|error|fatal)\(([\s\S]*?)\)(?: \}\))?\n/g)])
    .map(([, level, args = '']) => `${level} ${messageOf(args)}`)
  const rows = [...section('Log lines').matchAll(/^\| (\w+) \| `(.*?)` \|/gm)].map(([, level, line]) => `${level} ${line}`)
  t.ok(written.length > 10)
  t.strictSame(rows.toSorted(), [...new Set(written)].toSorted())
})

/** The text that a call of a logger ends in, with what is put into it left out. */
function messageOf (args: string): string {
  const [, , text = ''] = /(['"`])((?:(?!\1).)+)\1$/s.exec(args) ?? []
  return text.replace(/\$\{.*?\}(?!['`)])/g, '…')
}

t.test('every field of an audit line', async t => {
  const source = await readFile('lib/routes/audit.ts', 'utf8')
  const [, line = ''] = /log\.info\(\{(.*?)\}, 'audit'\)/s.exec(source) ?? []
  const [, about = ''] = /const about = \{(.*?)\}/.exec(source) ?? []
  const fields = [line, about].flatMap(text => [...text.matchAll(/(?:^|, |\n) *(\w+):/g)].map(([, field]) => field))
  t.ok(fields.length > 5)
  const rows = [...section('The audit log').matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field as string)
  t.same(new Set(rows), new Set(fields))
})

t.test('every reason for refusing a token', async t => {
  const [, union = ''] = /type RefusalReason =\n(.*?)\n\n/s.exec(await readFile('lib/verification/refusal.ts', 'utf8')) ?? []
  const reasons = [...union.matchAll(/'([\w-]+)'/g)].map(([, reason]) => reason)
  const rows = [...section('Why tokens are refused').matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, reason]) => reason))
  t.same(new Set(rows), new Set(reasons))
})
