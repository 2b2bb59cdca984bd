import { load } from '../load.js'
import { startServer } from '../server-process.js'

/**
 * The number of requests after which a warm-up opens new connections. When connections close for the first
 * time, V8 discards code that it optimized while they were the same, and a measurement right afterwards would
 * be of code that is not optimized again yet.
 */
const RECONNECT = 1000

/**
 * Measures the CPU time of the server process, in microseconds per request, and requests a second: in a new
 * process, or several, after a warm-up.
 */
export async function measureTime ({ contender, kind, traffic, warmUp, requests, processes }) {
  return withWarmServer({ contender, kind, traffic, warmUp, processes }, ({ server, send }) =>
    timeOf(server, send, requests)
  )
}

/** Sends the requests of a warm-up, over new connections now and then. */
export async function sendWarmUp (send, requests) {
  for (let left = requests; left > 0; left -= RECONNECT) await send(Math.min(left, RECONNECT))
}

/** Returns the CPU time of a server while it responds, in microseconds per request, and requests a second. */
export async function timeOf (server, send, requests) {
  const before = await server.cpuUsage()
  const { rate } = await send(requests)
  const after = await server.cpuUsage()
  const user = (after.user - before.user) / requests
  const system = (after.system - before.system) / requests
  return { cpu: user + system, user, rate }
}

/** Counts the instructions per request in user space, one number for each window of requests. */
export async function measureInstructions ({
  contender,
  kind,
  traffic,
  counter,
  warmUp,
  requests,
  windows,
  processes
}) {
  return withWarmServer(
    { contender, kind, traffic, warmUp, processes, launch: counter.launch },
    async ({ server, send }) => {
      await counter.attach?.(server.pids)
      const counts = []
      while (counts.length < windows) {
        counts.push((await counter.count(server.pids, () => send(requests))) / requests)
      }
      return counts
    }
  )
}

/** Returns the number of tokens that are sent to one process, so that it never sees one twice. */
export function tokensFor ({ warmUp, requests, windows = 1 }) {
  return warmUp + requests * windows
}

async function withWarmServer ({ contender, kind, traffic, warmUp, processes, launch }, measure) {
  const server = await startServer(contender.name, traffic.pool, { processes, launch })
  const status = contender.name === 'bare' ? 200 : kind.status
  try {
    const headers = await traffic.headersFor(kind, server)
    const send = count => load(server.url, headers(count), status, { processes })
    await sendWarmUp(send, warmUp)
    return await measure({ server, send })
  } finally {
    await server.close()
  }
}
