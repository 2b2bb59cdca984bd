import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundleTests, hashOf, testFiles } from './bundle.js'
import { FOLDERS } from './config.js'
import { coveringRuns, dryRun } from './dry-run.js'
import { instrument } from './instrument.js'
import { isCurrent, Judge } from './judge.js'
import { Worker } from './workers.js'

/** Outside of this folder, so that bundles import the packages of the project. */
const WORK = fileURLToPath(new URL('../.mutation', import.meta.url))

/** Progress is printed and saved after this many milliseconds. */
const PROGRESS = 15_000

/**
 * Mutates files of a folder of lib, and returns the mutants with their results. Results are saved in
 * .mutation/, and used again as long as the file and the tests are the same.
 */
export async function mutateFolder (folder, options) {
  const { files, wanted, jobs, budget, recheck, fresh, list, log } = options
  const state = load(folder, fresh)
  const { instrumented, mutants } = await instrumentAll(files, state)
  const chosen = mutants.filter(({ file }) => wanted.includes(file))
  const resultOf = ({ file, id }) => state.results[file].mutants[id]
  if (!list) {
    const built = await bundleTests(testFiles(FOLDERS[folder]), instrumented, `${WORK}/${folder}`)
    const bundles = new Map(built.map(({ test, ...rest }) => [test, rest]))
    const workers = Array.from({ length: jobs }, () => new Worker())
    try {
      log(`${folder}: ${mutants.length} mutants in ${files.length} files, ${built.length} test files`)
      const lib = hashOf(...libFiles().map(file => readFileSync(file, 'utf8')))
      if (state.lib !== lib) state.dry = {}
      state.lib = lib
      state.dry = await dryRun(built, state.dry, workers[0], log)
      save(folder, state)
      const runs = coveringRuns(state.dry)
      const isOpen = mutant =>
        (recheck && resultOf(mutant)?.status === 'timeout') ||
        !isCurrent(resultOf(mutant), runs.get(mutant.id) ?? [], bundles, budget)
      const open = chosen.filter(isOpen)
      log(`${folder}: ${open.length} mutants to run`)
      await judgeAll(open, { folder, state, bundles, budget, runs, workers, resultOf, log })
    } finally {
      for (const worker of workers) worker.stop()
      save(folder, state)
    }
  }
  return chosen.map(mutant => ({ ...mutant, result: resultOf(mutant) ?? { status: 'unknown' } }))
}

async function judgeAll (open, { folder, state, bundles, budget, runs, workers, resultOf, log }) {
  const judge = new Judge(folder, bundles, budget)
  const start = Date.now()
  let saved = start
  let place = 0
  let alive = 0
  const work = async worker => {
    while (place < open.length) {
      const mutant = open[place++]
      const result = await judge.judge(mutant.id, runs.get(mutant.id) ?? [], resultOf(mutant), worker)
      state.results[mutant.file].mutants[mutant.id] = result
      if (result.by === undefined) alive++
      if (Date.now() - saved > PROGRESS) {
        saved = Date.now()
        save(folder, state)
        const seconds = Math.round((saved - start) / 1000)
        log(`${folder}: ${place} of ${open.length}, ${alive} alive, ${seconds} s, ${mutant.file}`)
      }
    }
  }
  await Promise.all(workers.map(work))
}

async function instrumentAll (files, state) {
  const instrumented = new Map()
  const mutants = []
  const results = {}
  for (const file of files) {
    const content = readFileSync(file, 'utf8')
    const { code, mutants: own } = await instrument(file, content)
    const hash = hashOf(content)
    instrumented.set(file, code)
    mutants.push(...own)
    results[file] = state.results[file]?.hash === hash ? state.results[file] : { hash, mutants: {} }
  }
  state.results = results
  return { instrumented, mutants }
}

function libFiles () {
  return readdirSync('lib', { recursive: true })
    .filter(file => file.endsWith('.ts'))
    .sort()
    .map(file => `lib/${file}`)
}

function load (folder, fresh) {
  try {
    if (!fresh) return JSON.parse(readFileSync(`${WORK}/${folder}.json`, 'utf8'))
  } catch {}
  return { lib: null, dry: {}, results: {} }
}

function save (folder, state) {
  mkdirSync(WORK, { recursive: true })
  writeFileSync(`${WORK}/${folder}.json`, JSON.stringify(state))
}
