import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'

const EVENT = 'instructions:u'

/** A safe time for `perf` to attach, in milliseconds. The server is idle meanwhile. */
const ATTACHING = 300

/** The counters of the processor, read by Linux's `perf`. Null without any, as in most virtual machines. */
export async function perf () {
  try {
    const { stderr } = await promisify(execFile)('perf', ['stat', '-x', ',', '-e', EVENT, 'true'])
    parse(stderr)
  } catch {
    return null
  }
  return { name: 'perf', parallel: false, label: "the processor's counters (`perf`)", launch: {}, count }
}

async function count (pids, work) {
  const child = spawn('perf', ['stat', '-x', ',', '-e', EVENT, '-p', pids.join()], {
    stdio: ['ignore', 'ignore', 'pipe']
  })
  const output = text(child.stderr)
  await once(child, 'spawn')
  await setTimeout(ATTACHING)
  await work()
  child.kill('SIGINT')
  return parse(await output)
}

function parse (output) {
  const value = Number(
    output
      .split('\n')
      .find(line => line.includes(EVENT))
      ?.split(',')[0]
  )
  if (!Number.isFinite(value)) throw new Error(`perf does not count here: ${output}`)
  return value
}
