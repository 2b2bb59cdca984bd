import { timeLimit } from './config.js'

const UNTRIED = { runs: 0, kills: 0, time: 0 }

/** Runs the tests that cover a mutant, until one kills it. */
export class Judge {
  #folder
  #bundles
  #budget
  /** Whether the chosen tests of a file pass without a mutant; some depend on those before them. */
  #passes = new Map()
  /** How many runs each test file had, their milliseconds, and how many mutants it killed. */
  #tallies = new Map()

  /**
   * @param {Map<string, { bundle: string, hash: string }>} bundles - by test file
   * @param {number} budget - the milliseconds of tests for a mutant
   */
  constructor (folder, bundles, budget) {
    this.#folder = folder
    this.#bundles = bundles
    this.#budget = budget
  }

  /**
   * Returns the result of a mutant: `killed` by a test, `timeout`, `survived`, or `uncovered`.
   *
   * @param {object[]} runs - see `coveringRuns`
   * @param {object} [known] - the result of an earlier run
   */
  async judge (mutant, runs, known, worker) {
    if (runs.length === 0) return { status: 'uncovered' }
    const passed = {}
    let spent = 0
    const skipped = {}
    for (const { test, chosen, estimate } of this.#inOrder(runs, known)) {
      const { hash } = this.#bundles.get(test)
      if (known?.passed?.[test] === hash) {
        passed[test] = hash
        continue
      }
      if (spent > 0 && spent + estimate > this.#budget) {
        skipped[test] = hash
        continue
      }
      spent += estimate
      const start = Date.now()
      const failure = await this.#run(mutant, test, chosen, estimate, worker)
      this.#count(test, Date.now() - start, failure !== null)
      if (failure !== null) {
        const status = failure.timeout ? 'timeout' : 'killed'
        return { status, by: test, hash, message: failure.message.slice(0, 120) }
      }
      passed[test] = hash
    }
    return { status: 'survived', passed, skipped, budget: this.#budget }
  }

  async #run (mutant, test, chosen, estimate, worker) {
    const { bundle } = this.#bundles.get(test)
    const limit = timeLimit(estimate)
    const { failure } = await worker.run({ bundle, chosen, mutant, record: false }, limit)
    if (failure === null || failure.timeout) return failure
    if (failure.uncaught) {
      // It may be of the run before.
      return (await worker.run({ bundle, chosen, mutant, record: false }, limit)).failure
    }
    if (chosen === null || (await this.#passesAlone(test, chosen, limit, worker))) return failure
    const all = await worker.run({ bundle, chosen: null, mutant, record: false }, timeLimit(estimate * 4))
    return all.failure
  }

  async #passesAlone (test, chosen, limit, worker) {
    const key = `${test} ${chosen}`
    if (!this.#passes.has(key)) {
      const { bundle } = this.#bundles.get(test)
      const { failure } = await worker.run({ bundle, chosen, mutant: null, record: false }, limit)
      this.#passes.set(key, failure === null)
    }
    return this.#passes.get(key)
  }

  /** The test that killed the mutant before, then tests of the same code, and quick ones. */
  #inOrder (runs, known) {
    const cost = ({ test, chosen, estimate, share }) => {
      if (test === known?.by) return 0
      const { runs: count, kills, time } = this.#tallies.get(test) ?? UNTRIED
      const isOther = !test.startsWith(`${this.#folder}/`)
      const rate = 0.1 + (kills + 1) / (count + 2)
      const expected = (20 + estimate + (time + estimate) / (count + 1)) / 2
      return (expected * (isOther ? 3 : 1) * (chosen === null ? 2 : 1)) / (rate * share ** 2)
    }
    return runs.map(run => [cost(run), run]).sort(([a], [b]) => a - b).map(([, run]) => run)
  }

  #count (test, duration, killed) {
    const { runs, kills, time } = this.#tallies.get(test) ?? UNTRIED
    this.#tallies.set(test, { runs: runs + 1, kills: kills + (killed ? 1 : 0), time: time + duration })
  }
}

/** Whether the result of an earlier run is still right: the tests that it depends on are the same. */
export function isCurrent (result, runs, bundles, budget) {
  if (result === undefined) return false
  if (result.by !== undefined) return bundles.get(result.by)?.hash === result.hash
  if (result.status === 'uncovered') return runs.length === 0
  if (runs.length === 0) return false
  const skipped = result.budget >= budget ? result.skipped : {}
  return runs.every(({ test }) => {
    const { hash } = bundles.get(test)
    return result.passed[test] === hash || skipped[test] === hash
  })
}
