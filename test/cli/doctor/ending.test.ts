// In a process of its own: it starts others.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { covered } from '../../examples/process.js'
import { createGoodPool, startLocal } from './good-pool.js'

const local = await startLocal(t)

/** A module with options may leave these open: a timer, a server and a connection. */
const OPEN = `
import { connect, createServer } from 'node:net'
setInterval(() => {}, 1000)
const server = createServer().listen(0, '127.0.0.1', () => connect(server.address().port, '127.0.0.1'))
`

t.test('connections that a module keeps open do not keep the process alive', { timeout: 60_000 }, async t => {
  const pool = await createGoodPool(t, local)
  const options = ['--options', pool.optionsFile(OPEN)]
  const env = { ...covered, NODE_ENV: 'test' }
  const doctor = async (...args: string[]) =>
    await promisify(execFile)(process.execPath, ['modules/cli/index.js', 'doctor', ...options, ...args], {
      env
    }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number, stdout: string }) => error
    )
  t.match(await doctor('--strict'), { code: 0, stdout: /0 errors, 0 warnings/ })
  t.match(await doctor('--only', 'xyzzy'), { code: 2 })
  await pool.updateClient({ PreventUserExistenceErrors: 'LEGACY' })
  t.match(await doctor(), { code: 1, stdout: /1 error, 0 warnings/ })
  t.match(await doctor('--client-id', '1missing2missing3missing', '--only', 'flows-fit'), { code: 3 })
})

t.test('the output is complete when it is read slowly', { timeout: 60_000 }, async t => {
  const pool = await createGoodPool(t, local)
  // More than the buffer of a pipe.
  const path = 'b'.repeat(900)
  const CallbackURLs = Array.from({ length: 100 }, (_, n) => `https://app.example.com/${n}/${path}`)
  await pool.updateClient({ CallbackURLs })
  const command = `"${process.execPath}" modules/cli/index.js doctor --options "${pool.optionsFile(OPEN)}" --json`
  // Reads the first character, and the rest later.
  const line = `${command} | (dd bs=1 count=1 2>/dev/null; sleep 2; cat)`
  const { stdout } = await promisify(execFile)('sh', ['-c', line], {
    env: { ...covered, NODE_ENV: 'test' },
    maxBuffer: 10_000_000
  })
  t.ok(stdout.length > 100_000, `${stdout.length} characters`)
  t.match(JSON.parse(stdout), { findings: [{ id: 'callbacks' }] })
})

t.test('a closed pipe is not an error', { timeout: 60_000 }, async t => {
  const pool = await createGoodPool(t, local)
  const file = pool.optionsFile(OPEN)
  const line = `"${process.execPath}" modules/cli/index.js doctor --options "${file}" | head -c 1`
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', line], {
    env: { ...covered, NODE_ENV: 'test' }
  })
  t.equal(stdout, 'U')
  t.notMatch(stderr, /error|EPIPE/)
})
