import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createKeys, pool, signTokens } from '../tokens.js'

const CHILD = fileURLToPath(new URL('./distinct-child.js', import.meta.url))

/** How many tokens are signed and verified at once. It is also the default size of the cache. */
const BATCH = 10_000

/** The batches after which V8 has optimized the code, and the cache is full. */
const WARM_UP = 3

/**
 * Verifies many distinct tokens in one process, and returns how much the heap grew after the cache was full,
 * in bytes, and the median and the 99th percentile of the verifications, in microseconds: of those of the
 * plugin, and of `crypto.verify` alone, which shows how evenly the machine runs.
 */
export async function measureDistinct ({ tokens }, progress) {
  const key = await createKeys()
  const { userPoolId, clientId } = pool
  const child = fork(CHILD, [JSON.stringify({ userPoolId, clientId, jwks: key.jwks })], {
    execArgv: ['--expose-gc']
  })
  const heaps = []
  const durations = { ours: [], floor: [] }
  try {
    await once(child, 'message')
    for (let sent = 0; sent < tokens; sent += BATCH) {
      if (sent % (10 * BATCH) === 0) progress(`distinct tokens: ${sent} of ${tokens}`)
      const response = once(child, 'message')
      child.send(await signTokens(key, BATCH))
      const [result] = await response
      if (sent < WARM_UP * BATCH) continue
      heaps.push(result.heap)
      for (const name of Object.keys(durations)) durations[name].push(...result.durations[name])
    }
  } finally {
    child.disconnect()
  }
  return {
    tokens,
    growth: heaps.at(-1) - heaps[0],
    ours: percentiles(durations.ours),
    floor: percentiles(durations.floor)
  }
}

/** Returns the median and the 99th percentile. */
function percentiles (durations) {
  const sorted = Float64Array.from(durations).sort()
  const at = share => sorted[Math.floor(sorted.length * share)]
  return { p50: at(0.5), p99: at(0.99) }
}
