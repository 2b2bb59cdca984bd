import { cases, contenders } from '../contenders.js'
import { median } from '../statistics.js'
import { measureInstructions, measureTime } from './requests.js'

const contender = contenders.find(({ name }) => name === 'ours')
const kind = cases.find(({ name }) => name === 'seen')

/**
 * Measures the cost of a request with a cached token in one process and in two: instructions if they can be
 * counted, otherwise CPU time.
 */
export async function measureProcesses (traffic, plan, counter, progress) {
  const counted = counter && plan.instructions !== null
  const measure = counted ? instructionsIn : timeIn
  const samples = { 1: [], 2: [] }
  const { rounds = 1, warmUp, requests, windows } = counted ? plan.instructions : plan.time
  for (let round = 1; round <= rounds; round++) {
    for (const processes of [1, 2]) {
      progress(`processes, round ${round} of ${rounds}: ${processes}`)
      const size = { warmUp: warmUp * processes, requests: requests * processes, windows }
      samples[processes].push(await measure({ contender, kind, traffic, counter, processes, ...size }))
    }
  }
  return { unit: counted ? 'Instructions' : 'CPU time', one: median(samples[1]), two: median(samples[2]) }
}

async function instructionsIn (settings) {
  return median(await measureInstructions(settings))
}

async function timeIn (settings) {
  const { cpu } = await measureTime(settings)
  return cpu
}
