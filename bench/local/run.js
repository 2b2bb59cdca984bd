import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median } from '../statistics.js'
import { scenarios } from './scenarios.js'
import { createUsers } from './users.js'

const USAGE = `node bench/local/run.js [options]

Measures a local Cognito with many users in a folder. Prints milliseconds of wall time, and of CPU time in the
process of the local Cognito.

  --users 10000   users in the folder
  --calls 200     calls of each kind, one after another
  --starts 5      starts
  --only a,b      calls whose names contain one of these texts`

process.env.NODE_ENV = 'test'

const { values: flags } = parseArgs({
  options: {
    users: { type: 'string', default: '10000' },
    calls: { type: 'string', default: '200' },
    starts: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean' }
  }
})

if (flags.help) console.log(USAGE)
else await measure({ users: Number(flags.users), calls: Number(flags.calls), starts: Number(flags.starts) })

async function measure ({ users, calls, starts }) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-local-'))
  try {
    await createUsers(folder, users)
    console.log('call'.padEnd(46), '  wall: median    p95    max', '   CPU: median    p95    max')
    await measureStarts(folder, starts)
    await measureCalls(folder, users, calls)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function measureStarts (folder, count) {
  const runs = { imported: [], started: [] }
  for (let n = 0; n < count; n++) {
    const { process: server, imported, started } = await start(folder)
    runs.imported.push(imported)
    runs.started.push(started)
    await stop(server)
  }
  print('import', runs.imported)
  print('startLocalCognito', runs.started)
}

async function measureCalls (folder, users, count) {
  const { process: server, ...local } = await start(folder)
  const chosen = scenarios(local, users).filter(({ name }) =>
    flags.only.split(',').some(part => name.includes(part))
  )
  for (const { name, run } of chosen) {
    const samples = []
    const measured = async makeCall => {
      const sample = await timed(server, makeCall)
      samples.push(sample)
      return sample.result
    }
    for (let n = 0; samples.length < count; n++) await run(n, measured)
    print(name, samples)
  }
  await stop(server)
}

async function timed (server, makeCall) {
  const cpuBefore = await cpuTime(server)
  const before = performance.now()
  const result = await makeCall()
  const elapsed = performance.now() - before
  return { elapsed, cpu: (await cpuTime(server)) - cpuBefore, result }
}

async function cpuTime (server) {
  server.send('cpu')
  const [time] = await once(server, 'message')
  return time
}

async function start (folder) {
  const server = fork(new URL('./server.js', import.meta.url), [folder])
  const [started] = await once(server, 'message')
  return { process: server, ...started }
}

async function stop (server) {
  server.disconnect()
  await once(server, 'exit')
}

function print (name, samples) {
  const columns = ['elapsed', 'cpu'].map(field => summary(samples.map(sample => sample[field])))
  console.log(name.padEnd(46), columns[0].padStart(28), columns[1].padStart(28))
}

function summary (times) {
  const sorted = times.toSorted((a, b) => a - b)
  const values = [median(times), sorted[Math.ceil(times.length * 0.95) - 1], sorted.at(-1)]
  return values.map(value => value.toFixed(1).padStart(6)).join(' ')
}
