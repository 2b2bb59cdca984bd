/**
 * How much is measured. Numbers of requests are multiples of the connections of `load.js`.
 *
 * After some 8,000 requests V8 has optimised the whole path. Counting instructions is slow, and exact, so
 * fewer requests do; each window gives a number, and the median leaves out the one in which V8 compiled once
 * more or collected garbage at large. Some processes stay dearer by a third for as long as they live, because
 * V8 optimised Node's own `process.nextTick` before it had seen enough of it: so each number is the median of
 * several processes.
 */
export const full = {
  instructions: { rounds: 3, warmUp: 10_000, requests: 1000, windows: 5 },
  time: { warmUp: 8000, requests: 8000, rounds: 5 },
  startup: { rounds: 21 },
  heap: { tokens: 10_000 },
  processes: {
    // For each of the processes.
    instructions: { rounds: 3, warmUp: 10_000, requests: 1000, windows: 5 },
    time: { warmUp: 8000, requests: 8000, rounds: 5 }
  }
}

/** To see that the benchmark itself works, and the large differences. */
export const quick = {
  instructions: null,
  time: { warmUp: 3000, requests: 2000, rounds: 1 },
  startup: { rounds: 5 },
  heap: { tokens: 5000 },
  processes: { instructions: null, time: { warmUp: 4000, requests: 2000, rounds: 2 } }
}
