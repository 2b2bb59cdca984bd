import { cases, contenders } from '../contenders.js'
import { median } from '../statistics.js'
import { measureTime } from './requests.js'

const contender = contenders.find(({ name }) => name === 'ours')
const kind = cases.find(({ name }) => name === 'seen')

/** Measures the CPU time of a request with a cached token in one process, in two and in four. */
export async function measureProcesses (traffic, { rounds, warmUp, requests }, progress) {
  const samples = { 1: [], 2: [], 4: [] }
  for (let round = 1; round <= rounds; round++) {
    for (const processes of [1, 2, 4]) {
      progress(`processes, round ${round} of ${rounds}: ${processes}`)
      const size = { warmUp: warmUp * processes, requests: requests * processes }
      const { cpu } = await measureTime({ contender, kind, traffic, processes, ...size })
      samples[processes].push(cpu)
    }
  }
  return { one: median(samples[1]), two: median(samples[2]), four: median(samples[4]) }
}
