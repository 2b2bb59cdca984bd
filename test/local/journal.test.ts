import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { openStore } from '../../dist/local/store/store.js'

const JOURNAL = 'cognito.jsonl'

/** Returns the records of the table `users` in a folder. */
async function recordsIn (folder: string): Promise<Record<string, unknown>> {
  const store = await openStore(folder)
  const records = Object.fromEntries(store.table('users').entries())
  await store.close()
  return records
}

const contentOf = (folder: string) => readFileSync(join(folder, JOURNAL))

/** Adds a record in a write of its own. */
async function add (folder: string, key: string, value: unknown): Promise<void> {
  const store = await openStore(folder)
  store.table('users').put(key, value)
  await store.close()
}

/** Four writes: an addition, two additions, a change with a deletion, one more addition. */
const WRITES = [
  '[["users","ada",{"name":"Ada"}]]\n',
  '[["users","bob",{"name":"Böb 🙂"}],["users","eve",{"name":"Eve\\n"}]]\n',
  '[["users","ada",{"name":"Lovelace"}],["users","eve"]]\n',
  '[["users","zoë",{"name":"Zoë"}]]\n'
]
const [ada, bob, eve] = [{ name: 'Ada' }, { name: 'Böb 🙂' }, { name: 'Eve\n' }]
/** The records before the first write, and after each. */
const STATES = [
  {},
  { ada },
  { ada, bob, eve },
  { ada: { name: 'Lovelace' }, bob },
  { ada: { name: 'Lovelace' }, bob, zoë: { name: 'Zoë' } }
]

t.test('the format of the journal is that of earlier versions', async t => {
  const folder = t.testdir()
  const store = await openStore(folder)
  const users = store.table('users')
  const writes = [
    () => users.put('ada', ada),
    () => [users.put('bob', bob), users.put('eve', eve)],
    () => [users.put('ada', { name: 'Lovelace' }), users.delete('eve')],
    () => users.put('zoë', { name: 'Zoë' })
  ]
  for (const write of writes) {
    write()
    await store.saved()
  }
  await store.close()
  t.equal(contentOf(folder).toString(), WRITES.join(''))
})

t.test('a write that was interrupted at any byte is lost, and nothing else', async t => {
  const content = Buffer.from(WRITES.join(''))
  const folder = t.testdir()
  for (let size = 0; size <= content.length; size++) {
    const interrupted = content.subarray(0, size)
    writeFileSync(join(folder, JOURNAL), interrupted)
    const complete = interrupted.filter(byte => byte === 0x0a).length
    const expected = STATES[complete]
    t.strictSame(await recordsIn(folder), expected, `${size} bytes`)

    const later = { name: 'Sue' }
    await add(folder, 'sue', later)
    t.strictSame(await recordsIn(folder), { ...expected, sue: later }, `${size} bytes, and a later write`)
  }
})

t.test('two interrupted writes, the second one shorter', async t => {
  const folder = t.testdir({ [JOURNAL]: `${WRITES[0]}[["users","bob",{"name":"${'b'.repeat(100)}` })
  await add(folder, 'sue', { name: 'Sue' })
  t.match(contentOf(folder).toString(), /b{50}$/, 'the rest of the longer one')
  t.strictSame(await recordsIn(folder), { ada, sue: { name: 'Sue' } })
  const content = contentOf(folder)
  writeFileSync(join(folder, JOURNAL), content.subarray(0, WRITES[0]?.length as number + 5))
  t.strictSame(await recordsIn(folder), { ada })
})

t.test('a folder without superseded changes is not written at a start', async t => {
  const folder = t.testdir({ [JOURNAL]: WRITES.join('') })
  for (let start = 0; start < 2; start++) t.strictSame(await recordsIn(folder), STATES[4])
  t.equal(contentOf(folder).toString(), WRITES.join(''))
})

t.test('a folder with mostly superseded changes is rewritten at a start', async t => {
  const change = (n: number) => `[["users","ada",{"name":"Ada ${n}"}]]\n`
  const bob = '[["users","bob",{"name":"Bob"}]]\n'
  const records = { ada: { name: 'Ada 3' }, bob: { name: 'Bob' } }

  const few = [change(1), bob, change(2), change(3)].join('')
  const folder = t.testdir({ few: { [JOURNAL]: few }, many: { [JOURNAL]: change(0) + few } })
  t.strictSame(await recordsIn(join(folder, 'few')), records)
  t.equal(contentOf(join(folder, 'few')).toString(), few)

  const many = join(folder, 'many')
  const store = await openStore(many)
  t.equal(contentOf(many).toString(), change(3) + bob)
  t.strictSame(readdirSync(many).sort(), [JOURNAL, 'lock'])
  store.table('users').put('eve', eve)
  await store.close()
  t.strictSame(await recordsIn(many), { ...records, eve })
})

t.test('a rewrite that was interrupted at any byte loses nothing', async t => {
  const content = Array.from({ length: 9 }, (_, n) => `[["users","ada",{"name":"Ada ${n}"}]]\n`).join('')
  const rewritten = '[["users","ada",{"name":"Ada 8"}]]\n'
  const folder = t.testdir()
  for (let size = 0; size <= rewritten.length; size++) {
    writeFileSync(join(folder, JOURNAL), content)
    writeFileSync(join(folder, `${JOURNAL}.new`), rewritten.slice(0, size))
    t.strictSame(await recordsIn(folder), { ada: { name: 'Ada 8' } }, `${size} bytes`)
    t.equal(contentOf(folder).toString(), rewritten)
    t.strictSame(readdirSync(folder), [JOURNAL])
  }
})

/** Saves records, and prints the key of each that is saved, until it is stopped. */
const WRITER = `
  import { openStore } from '${pathToFileURL('modules/local/store/store.js').href}'
  const store = await openStore(process.argv[1])
  for (let n = 0; ; n++) {
    store.table('users').put(String(n), 'x'.repeat(10_000))
    await store.saved()
    process.stdout.write(n + '\\n')
  }`

t.test('nothing that was saved is lost when the process is killed', async t => {
  const folder = t.testdir()
  const writer = spawn(process.execPath, ['--input-type=module', '--eval', WRITER, '--', folder])
  let output = ''
  for await (const text of writer.stdout.setEncoding('utf8')) {
    output += text as string
    if (output.length > 500) writer.kill('SIGKILL')
  }
  const saved = output.split('\n').slice(0, -1)
  const kept = Object.keys(await recordsIn(folder))
  t.ok(saved.length > 100)
  t.strictSame(kept.slice(0, saved.length), saved)
  t.ok(kept.length <= saved.length + 1, 'the next one may be saved as well')
})

/** Saves a record, one that is too large for the limit of the shell, and that one with a short value. */
const FULL_DISK = `
  import { openStore } from '${pathToFileURL('modules/local/store/store.js').href}'
  const store = await openStore(process.argv[1])
  for (const [key, value] of [['ada', 'Ada'], ['bob', 'b'.repeat(100_000)], ['bob', 'Bob']]) {
    store.table('users').put(key, value)
    await store.saved().then(() => console.log(key, 'saved'), error => console.log(key, error.code))
  }
  await store.close()`

t.test('a write that fails in the middle does not affect the next one', {
  skip: process.platform === 'win32' && 'there is no ulimit'
}, async t => {
  const folder = t.testdir()
  const run = ['-c', 'ulimit -f 64; exec "$@"', 'sh', process.execPath, '--input-type=module', '--eval']
  const { NODE_V8_COVERAGE: _, NODE_OPTIONS: __, ...env } = process.env
  const { stdout, stderr } = spawnSync('sh', [...run, FULL_DISK, '--', folder], { encoding: 'utf8', env })
  t.equal(stderr, '')
  t.equal(stdout, 'ada saved\nbob EFBIG\nbob saved\n')
  t.equal(contentOf(folder).toString(), '[["users","ada","Ada"]]\n[["users","bob","Bob"]]\n')
  t.strictSame(await recordsIn(folder), { ada: 'Ada', bob: 'Bob' })
})

t.test('a change after the close is not written: another process may use the folder', async t => {
  const folder = t.testdir()
  const store = await openStore(folder)
  store.table('users').put('ada', ada)
  await store.close()
  store.table('users').put('bob', bob)
  await store.saved()
  t.strictSame(await recordsIn(folder), { ada })
})
