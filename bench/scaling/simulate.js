import { TokenCache } from '../../modules/verification/token-cache.js'
import { assumptions } from './model.js'

const HOUR = 3600

/**
 * Simulates the busiest hour second by second: visits begin at random, requests are spread over the visit,
 * and a load balancer sends each request to any process, whose cache of tokens is that of the plugin. Returns
 * the highest rates of a second, and the part of the requests whose token was cached.
 *
 * @param random - returns numbers from 0 to 1
 */
export function simulate ({ visits, processes }, { max = 10_000, random = Math.random } = {}) {
  const caches = Array.from({ length: processes }, () => new TokenCache({ max }))
  const { visit, requestsAVisit, signIns } = assumptions
  const pending = Array.from({ length: HOUR + visit }, () => [])
  const highest = { requests: 0, signIns: 0, refreshes: 0 }
  const counts = { requests: 0, cached: 0 }
  for (let second = 0; second < HOUR; second++) {
    const started = { requests: 0, signIns: 0, refreshes: 0 }
    for (let left = poisson(visits, random); left > 0; left--) {
      started[random() < signIns ? 'signIns' : 'refreshes']++
      const entry = newToken(random)
      for (let request = 0; request < requestsAVisit; request++) {
        pending[second + Math.floor(random() * visit)].push(entry)
      }
    }
    started.requests = pending[second].length
    for (const entry of pending[second]) {
      const cache = caches[Math.floor(random() * processes)]
      const isCached = cache.get(entry.token) !== undefined
      if (!isCached) cache.add(entry)
      // Before the first visits have ended, there are fewer requests than later.
      if (second < visit) continue
      counts.requests++
      if (isCached) counts.cached++
    }
    pending[second] = []
    for (const name of Object.keys(highest)) highest[name] = Math.max(highest[name], started[name])
  }
  return { highest, requests: counts.requests / (HOUR - visit), cached: counts.cached / counts.requests }
}

const check = () => {}
const keySet = { get: () => check }
const pool = { clock: () => 0, clockTolerance: 0 }
const user = { expiresAt: Infinity }

/** Returns an entry of the cache for a token that expires after the simulation. */
function newToken (random) {
  const tail = Array.from({ length: 9 }, () => Math.floor(random() * 2 ** 30).toString(36).padStart(6, '0'))
  return { token: tail.join(''), user, kid: 'a', check, keySet, pool }
}

/** Knuth's algorithm, in steps that do not underflow. */
function poisson (mean, random) {
  let count = 0
  for (let left = mean; left > 0; left -= 100) {
    const limit = Math.exp(-Math.min(left, 100))
    for (let product = random(); product > limit; product *= random()) count++
  }
  return count
}
