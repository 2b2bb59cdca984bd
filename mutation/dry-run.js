/** A test file takes at most this long without a mutant, in milliseconds. */
const LIMIT = 120_000

/**
 * Runs each test file without a mutant, unless there is a result for the same code. A result has the
 * duration, and the mutants that each test covers, or why the file cannot be used.
 *
 * @param {{ test: string, bundle: string, hash: string }[]} bundles
 * @param {Record<string, object>} known - results of earlier runs, by test file
 */
export async function dryRun (bundles, known, worker, log) {
  const results = {}
  for (const { test, bundle, hash } of bundles) {
    if (known[test]?.hash === hash) {
      results[test] = known[test]
      continue
    }
    // The first run loads packages; if it fails, for a reason of its own, there is another one.
    let result = await worker.run({ bundle, chosen: null, mutant: null, record: true }, LIMIT)
    if (result.failure !== null) {
      result = await worker.run({ bundle, chosen: null, mutant: null, record: true }, LIMIT)
    }
    const { failure, duration, durations, coverage } = result
    const usable = failure === null
    results[test] = { hash, duration, durations, ...(usable ? { coverage } : { unusable: failure }) }
    log(`${test}: ${usable ? `${Math.round(duration)} ms` : `not used: ${failure.test} ${failure.message}`}`)
  }
  return results
}

/**
 * The runs that may kill each mutant, by the mutant's id: a test file and its tests that cover the mutant, or
 * null for all of them if the code runs outside of the tests. `share` is how much of the mutated file
 * the test file covers, compared with the other test files.
 *
 * @returns {Map<string, { test: string, chosen: string[] | null, estimate: number, share: number }[]>}
 */
export function coveringRuns (dry) {
  const runs = new Map()
  for (const [test, { coverage = {}, duration, durations }] of Object.entries(dry)) {
    const paths = new Map()
    for (const [path, ids] of Object.entries(coverage)) {
      for (const id of ids) paths.set(id, [...(paths.get(id) ?? []), path])
    }
    const counts = new Map()
    for (const id of paths.keys()) counts.set(fileOf(id), (counts.get(fileOf(id)) ?? 0) + 1)
    const top = Object.keys(durations).filter(path => !path.includes('.'))
    const sum = list => list.reduce((total, path) => total + durations[path], 0)
    const setUp = Math.max(0, duration - sum(top))
    for (const [id, covering] of paths) {
      const chosen = covering.includes('') ? null : covering.sort()
      const estimate = chosen === null ? duration : Math.min(duration, setUp + sum(chosen))
      const share = counts.get(fileOf(id))
      runs.set(id, [...(runs.get(id) ?? []), { test, chosen, estimate, share }])
    }
  }
  for (const [id, list] of runs) {
    const most = Math.max(...list.map(({ share }) => share))
    runs.set(id, list.map(run => ({ ...run, share: run.share / most })))
  }
  return runs
}

const fileOf = id => id.split('#', 1)[0]
