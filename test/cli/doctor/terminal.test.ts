// In a process of its own: it starts others.
import t from 'tap'
import { ESC, start } from '../cli.js'
import { createGoodPool, startLocal } from './good-pool.js'

const linux = { skip: process.platform !== 'linux' && 'script(1) has other options' }

const local = await startLocal(t)

t.test('on a terminal: progress, colors, no prompt, and the exit code', linux, async t => {
  const pool = await createGoodPool(t, local)
  await pool.updateClient({ PreventUserExistenceErrors: 'LEGACY' })
  const args = ['doctor', '--options', pool.optionsFile()]
  const env = { NODE_ENV: 'test', TERM: 'xterm' }
  const { code, stdout } = await start(t, args, { isTerminal: true, env }).ended
  t.equal(code, 1)
  t.ok(stdout.includes(`\r${ESC}[2KReading DescribeUserPool ...`), 'progress')
  t.ok(stdout.includes(`${ESC}[31merror${ESC}[39m ${ESC}[1mexistence${ESC}[22m: `), 'colors')
  t.match(stdout, /1 error, 0 warnings, 0 infos/)

  const plain = await start(t, args, { isTerminal: true, env: { ...env, NO_COLOR: '1' } }).ended
  t.notOk(plain.stdout.includes(`${ESC}[31m`) || plain.stdout.includes(`${ESC}[1m`), 'NO_COLOR')
  t.match(plain.stdout, /\nerror existence: /)
})

t.test('in a pipe: neither colors nor progress, and stdin is not read', async t => {
  const pool = await createGoodPool(t, local)
  const args = ['doctor', '--options', pool.optionsFile()]
  const { code, stdout, stderr } = await start(t, args, { env: { NODE_ENV: 'test' } }).ended
  t.equal(code, 0)
  t.match(stdout, /0 errors, 0 warnings, 0 infos/)
  t.notOk((stdout + stderr).includes(ESC))
  t.notMatch(stderr, /Reading/)
})
