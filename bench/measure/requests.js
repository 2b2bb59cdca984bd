import { setTimeout } from 'node:timers/promises'
import { load } from '../load.js'
import { startServer } from '../server-process.js'
import { means } from '../statistics.js'

/**
 * The number of requests that a process gets in a turn, over new connections. A warm-up also needs new
 * connections: when connections close for the first time, V8 discards code that it optimized while they were
 * the same.
 */
const TURN = 1000

/**
 * Measures the CPU time of several servers, each in a new process or in several, in microseconds per request,
 * and requests a second. `warmUp` and `requests` are for each process. The servers take turns, so that other
 * load of the machine affects all of them equally. They also take turns in the warm-up: a process that was
 * idle for 20 seconds is slow again for thousands of requests. Returns a result for each contender.
 */
export async function measureTimes ({ contenders, kind, traffic, warmUp, requests }) {
  const servers = []
  try {
    for (const contender of contenders) {
      servers.push(await openServer({ contender, kind, traffic, processes: contender.processes }))
    }
    await warmUpInTurns(servers, warmUp)
    return await takeTurns(servers, requests)
  } finally {
    await Promise.all(servers.map(({ server }) => server.close()))
  }
}

/** Sends the requests to each server in turns, and returns a result for each server. */
export async function takeTurns (servers, requests) {
  const turns = servers.map(() => [])
  await inTurns(servers, requests, async ({ server, send }, count, index) => {
    turns[index].push(await timeOf(server, send, count))
  })
  return turns.map(means)
}

/** Calls a function for each server in turns, with the number of its next requests, until all are sent. */
async function inTurns (servers, requests, turn) {
  for (let left = requests; left > 0; left -= TURN) {
    for (const [index, server] of servers.entries()) {
      await turn(server, Math.min(left, TURN) * (server.processes ?? 1), index)
    }
  }
}

/** Sends the requests of a warm-up to each server in turns. */
export async function warmUpInTurns (servers, requests) {
  await inTurns(servers, requests, ({ send }, count) => send(count))
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
  const { server, send } = await openServer({ contender, kind, traffic, processes, launch })
  try {
    await waitForKeys(server, traffic)
    await warmUpInTurns([{ send }], warmUp)
    return await measure({ server, send })
  } finally {
    await server.close()
  }
}

/**
 * Waits until a server has its keys. On an emulated processor, loading what fetches them can take longer than
 * the plugin waits for keys, and the response is 503.
 *
 * @throws if it has none after a minute
 */
async function waitForKeys ({ contender, url }, traffic) {
  const [headers] = traffic.headersFor({ name: 'forged' })(1)
  for (let second = 0; second < 60; second++) {
    if ((await fetch(url, { headers })).status !== 503) return
    await setTimeout(1000)
  }
  throw new Error(`${contender} has no keys after a minute`)
}

/** Starts a server, and returns it with a function that sends it requests. */
async function openServer ({ contender, kind, traffic, processes, launch }) {
  const server = await startServer(contender.name, traffic.pool, { processes, launch })
  const status = contender.name === 'bare' ? 200 : kind.status
  const headers = await traffic.headersFor(kind, server)
  return { server, processes, send: count => load(server.url, headers(count), status, { processes }) }
}
