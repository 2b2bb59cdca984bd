import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cases, contenders, sessionContenders } from './contenders.js'
import { measureAll } from './measure/all.js'
import { full, quick } from './plan.js'
import { sessionTables, terminal, tokenTables } from './report.js'
import { writePage } from './page.js'

const PARTS = [
  'instructions',
  'time',
  'startup',
  'coldStart',
  'heap',
  'processes',
  'signIn',
  'distinct',
  'sessions'
]

const everyContender = [...contenders, ...sessionContenders.filter(({ name }) => name !== 'bare')]

const USAGE = `node bench/run.js [options]

  --quick      about a minute, without instructions: shows that the benchmark works
  --write      write the results into docs/performance.md and docs/performance.svg
  --only a,b   contenders, of ${names(everyContender)}
  --case a,b   cases, of ${names(cases)}
  --part a,b   of ${PARTS.join(', ')}; with --write, the
               others stay as they were measured last
  --last       the last results, which are kept in bench/results.json: nothing is measured`

const LAST = fileURLToPath(new URL('results.json', import.meta.url))

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    write: { type: 'boolean' },
    only: { type: 'string', default: names(everyContender) },
    case: { type: 'string', default: names(cases) },
    part: { type: 'string', default: PARTS.join() },
    last: { type: 'boolean' },
    help: { type: 'boolean' }
  }
})

if (flags.help) {
  console.log(USAGE)
} else {
  const results = flags.last ? readLast() : await measure()
  console.log(terminal([...tokenTables(results), ...sessionTables(results)]))
  if (flags.write) writePage(flags.last ? results : readLast())
}

async function measure () {
  const parts = flags.part.split(',')
  const plan = Object.entries(flags.quick ? quick : full).map(([part, size]) => [
    part,
    parts.includes(part) ? size : null
  ])
  const results = await measureAll({
    plan: Object.fromEntries(plan),
    contenders: chosen(contenders, flags.only),
    sessionContenders: chosen(sessionContenders, flags.only),
    cases: chosen(cases, flags.case),
    progress: text => process.stderr.write(`${text}\n`)
  })
  writeFileSync(LAST, JSON.stringify(addToLast(results)))
  return results
}

/** Returns the last results, with the parts that were measured now. */
function addToLast (results) {
  const measured = Object.entries(results).filter(([, part]) => part !== null)
  const last = existsSync(LAST) ? readLast() : results
  return { ...last, ...Object.fromEntries(measured), contenders, cases }
}

function readLast () {
  return JSON.parse(readFileSync(LAST, 'utf8'))
}

function names (all) {
  return all.map(({ name }) => name).join()
}

function chosen (all, list) {
  return all.filter(({ name }) => list.split(',').includes(name))
}
