import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { BUDGET, FOLDERS } from './config.js'
import { mutateFolder } from './folder.js'
import { explanations, summary } from './report.js'

const USAGE = `npm run mutate -- [options] [folders and files]

  lib/verification lib/revocation/memory.ts   restricts the run; without, all folders of config.js are mutated
  --jobs 2    how many processes run tests, 2 by default
  --budget 5  how many seconds of tests a mutant runs at most, ${BUDGET / 1000} by default
  --recheck   runs again what ended with the time limit, which may be due to a busy machine
  --fresh     without the results of earlier runs
  --list      prints what earlier runs found, and runs nothing`

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '2' },
    budget: { type: 'string', default: `${BUDGET / 1000}` },
    recheck: { type: 'boolean' },
    fresh: { type: 'boolean' },
    list: { type: 'boolean' },
    help: { type: 'boolean' }
  }
})

const filesOf = folder =>
  readdirSync(`lib/${folder}`, { recursive: true })
    .filter(file => file.endsWith('.ts'))
    .map(file => `lib/${folder}/${file}`)

const isWanted = file =>
  positionals.length === 0 ||
  positionals.some(wanted => file === wanted || file.startsWith(`${wanted.replace(/\/$/, '')}/`))

async function main () {
  const accepted = explanations(readFileSync(new URL('survivors.json', import.meta.url), 'utf8'))
  let isGood = true
  for (const folder of Object.keys(FOLDERS)) {
    const files = filesOf(folder)
    const wanted = files.filter(isWanted)
    if (wanted.length === 0) continue
    const options = {
      jobs: Number(flags.jobs),
      budget: 1000 * Number(flags.budget),
      recheck: flags.recheck,
      fresh: flags.fresh,
      list: flags.list,
      log: console.error
    }
    const results = await mutateFolder(folder, { files, wanted, ...options })
    const { text, passes } = summary(folder, results, accepted, wanted.length === files.length)
    console.log(text)
    isGood &&= passes
  }
  process.exitCode = isGood ? 0 : 1
}

if (flags.help) console.log(USAGE)
else await main()
