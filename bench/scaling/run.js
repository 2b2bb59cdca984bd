import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { withSection } from '../../scripts/write-page.js'
import { measureConstants } from './constants.js'
import { assumptions, needsOf } from './model.js'
import { simulate } from './simulate.js'

const USAGE = `node --expose-gc bench/scaling/run.js [options]

Measures the constants of docs/scaling.md, computes what 1,000, 100,000 and 10,000,000 monthly users need, and
checks it by a simulation of the busiest hour.

  --write      write the results into docs/scaling.md`

const PAGE = new URL('../../docs/scaling.md', import.meta.url)
const USERS = [1000, 100_000, 10_000_000]

const { values: flags } = parseArgs({ options: { write: { type: 'boolean' }, help: { type: 'boolean' } } })

if (flags.help) {
  console.log(USAGE)
} else {
  const progress = text => process.stderr.write(`${text}\n`)
  const constants = await measureConstants(progress)
  const results = USERS.map(users => {
    progress(`simulation: ${users} users`)
    const needs = needsOf(users, constants)
    return { needs, simulated: simulate(needs), withRoom: simulate(needs, { max: roomFor(needs) }) }
  })
  const sections = {
    assumptions: assumptionRows(),
    constants: constantRows(constants),
    needs: needRows(results)
  }
  console.log(Object.values(sections).map(lines => lines.join('\n')).join('\n\n'))
  if (flags.write) {
    const page = Object.entries(sections).reduce(
      (page, [name, lines]) => withSection(page, name, ['', ...lines, '']),
      readFileSync(PAGE, 'utf8')
    )
    writeFileSync(PAGE, page)
  }
  process.exit()
}

/** A cache with room for twice the tokens that are in use at the same time. */
function roomFor ({ tokens }) {
  return Math.max(10_000, Math.ceil((2 * tokens) / 10_000) * 10_000)
}

function number (value, digits = 0) {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

function rate (value) {
  return number(value, value < 10 ? 2 : 0)
}

function megabytes (bytes) {
  if (bytes < 1e5) return `${number(bytes / 1e3)} KB`
  return `${number(bytes / 1e6, bytes < 1e7 ? 1 : 0)} MB`
}

function percent (share) {
  return `${number(share * 100, share < 0.1 ? 1 : 0)} %`
}

function table (head, rows) {
  const line = cells => `| ${cells.join(' | ')} |`
  return [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows].map(line)
}

function assumptionRows () {
  const { visit, application } = assumptions
  return table(['', 'assumed'], [
    ['monthly users who visit on a day', percent(assumptions.activeADay)],
    ['visits of such a user', number(assumptions.visitsADay)],
    ['length of a visit', `${number(visit / 60)} minutes`],
    ['requests of a visit', number(assumptions.requestsAVisit)],
    ['visits of a day in its busiest hour', percent(assumptions.busiestHour)],
    ['visits that begin with a sign-in; the others begin with a refresh', percent(assumptions.signIns)],
    ['visits that end with a sign-out', percent(assumptions.signOuts)],
    ['CPU time of the application itself for a request', `${number(application / 1000)} ms`],
    ['use of each processor in the busiest hour', percent(assumptions.utilization)]
  ])
}

function constantRows (constants) {
  return table(['', 'measured'], [
    ['CPU time of a request with a cached token, with Fastify', `${number(constants.cachedRequest)} µs`],
    ['in addition for a token that is not cached', `${number(constants.newToken)} µs`],
    ['CPU time of a sign-in', `${number(constants.signIn)} µs`],
    ['heap of a cached token', `${number(constants.cachedToken)} bytes`],
    ['heap of a revocation', `${number(constants.revocation)} bytes`],
    ['memory of a revocation in Redis', `${number(constants.revocationInRedis)} bytes`],
    ['memory of a session in Redis', `${number(constants.sessionInRedis)} bytes`]
  ])
}

function needRows (results) {
  const row = (label, cell) => [label, ...results.map(cell)]
  return table(row('monthly users', ({ needs }) => number(needs.users)), [
    row('requests a second', ({ needs }) => rate(needs.requests)),
    row('... simulated, and in the busiest second', ({ simulated }) =>
      `${rate(simulated.requests)}, ${number(simulated.highest.requests)}`),
    row('processes of one processor', ({ needs }) => number(needs.processes)),
    row("the plugin's part of the CPU time", ({ needs }) => percent(needs.pluginShare)),
    row('tokens in use at the same time', ({ needs }) => number(needs.tokens)),
    row('memory in each process to cache them', ({ needs }) => megabytes(needs.cacheOfProcess)),
    row('requests with a cached token, by default', ({ simulated }) => percent(simulated.cached)),
    row('... with `tokenCache.max` of twice the tokens', ({ withRoom }) => percent(withRoom.cached)),
    row('sessions in Redis', ({ needs }) => `${number(needs.sessions)}, ${megabytes(needs.sessionsInRedis)}`),
    row('revocations', ({ needs }) => number(needs.revocations)),
    row('... in each process, in Redis', ({ needs }) =>
      `${megabytes(needs.revocationsOfProcess)}, ${megabytes(needs.revocationsInRedis)}`),
    row('sign-ins a second (UserAuthentication: 120)', ({ needs }) => rate(needs.signIns)),
    row('... in the busiest second, simulated', ({ simulated }) => number(simulated.highest.signIns)),
    row('refreshes a second (UserToken: 120)', ({ needs }) => rate(needs.refreshes)),
    row('... in the busiest second, simulated', ({ simulated }) => number(simulated.highest.refreshes)),
    row('sign-ins a second if all active users sign in within an hour', ({ needs }) =>
      rate(needs.everyoneAgain))
  ])
}
