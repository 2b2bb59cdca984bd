import { summary } from '../statistics.js'
import { createSessionTraffic } from '../session-traffic.js'
import { measureTimes } from './requests.js'

const kind = { name: 'session', label: 'session cookie', status: 200 }

/** Measures the CPU time of requests with a session cookie, and returns a summary for each contender. */
export async function measureSessions (all, { rounds, ...size }, progress) {
  const traffic = await createSessionTraffic()
  try {
    const { hasRedis } = traffic
    if (!hasRedis) progress('sessions in Redis are left out: redis-server is not on the PATH')
    const contenders = all.filter(({ redis }) => hasRedis || !redis)
    const samples = Object.fromEntries(contenders.map(({ name }) => [name, []]))
    for (let round = 1; round <= rounds; round++) {
      progress(`sessions, round ${round} of ${rounds}`)
      const results = await measureTimes({ contenders, kind, traffic, ...size })
      for (const [index, result] of results.entries()) samples[contenders[index].name].push(result)
    }
    return { contenders, hasRedis, values: mapValues(samples, summary) }
  } finally {
    await traffic.close()
  }
}

function mapValues (object, map) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}
