import { cases, contenders } from '../contenders.js'
import { summary } from '../statistics.js'
import { measureTimes } from './requests.js'

const kind = cases.find(({ name }) => name === 'seen')

/** The contenders, each in one process, in two and in four. */
const servers = ['bare', 'ours'].flatMap(wanted => {
  const contender = contenders.find(({ name }) => name === wanted)
  return [1, 2, 4].map(processes => ({ ...contender, processes }))
})

/**
 * Measures the CPU time of a request with a cached token in one process, in two and in four; and that of a
 * request without authentication, which shows what the processes of this machine take from each other.
 */
export async function measureProcesses (traffic, { rounds, ...size }, progress) {
  const samples = servers.map(() => [])
  for (let round = 1; round <= rounds; round++) {
    progress(`processes, round ${round} of ${rounds}`)
    const results = await measureTimes({ contenders: servers, kind, traffic, ...size })
    for (const [index, result] of results.entries()) samples[index].push(result)
  }
  const [bareOne, bareTwo, bareFour, one, two, four] = samples.map(summary)
  return { bare: { one: bareOne, two: bareTwo, four: bareFour }, ours: { one, two, four } }
}
