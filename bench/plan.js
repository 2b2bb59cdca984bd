/**
 * The number of measurements. Numbers of requests are multiples of the connections of `load.js`.
 *
 * V8 needs some 30,000 requests until it has optimized the whole path and does not change it again. Counting
 * instructions is slow but exact, so fewer requests are enough; each window gives a number, and the median
 * excludes a window in which V8 compiled again or ran a large garbage collection.
 */
export const full = {
  instructions: { rounds: 1, warmUp: 10_000, requests: 1000, windows: 5 },
  time: { warmUp: 30_000, requests: 10_000, rounds: 3 },
  startup: { rounds: 15 },
  heap: { tokens: 10_000 },
  // Per process.
  processes: { warmUp: 30_000, requests: 10_000, rounds: 3 },
  signIn: { warmUp: 5000, requests: 3000, rounds: 5 },
  coldStart: { rounds: 15 },
  distinct: { tokens: 1_000_000 },
  sessions: { warmUp: 8000, requests: 8000, rounds: 11 }
}

/** Shows that the benchmark itself works, and large differences. */
export const quick = {
  instructions: null,
  time: { warmUp: 3000, requests: 2000, rounds: 1 },
  startup: { rounds: 3 },
  heap: { tokens: 5000 },
  processes: { warmUp: 4000, requests: 2000, rounds: 1 },
  signIn: { warmUp: 500, requests: 500, rounds: 1 },
  coldStart: { rounds: 3 },
  distinct: { tokens: 50_000 },
  sessions: { warmUp: 3000, requests: 2000, rounds: 1 }
}
