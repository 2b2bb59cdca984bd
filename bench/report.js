import { ratioOf } from './statistics.js'

const number = (value, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
const thousands = value => `${number(value / 1000)}k`
const microseconds = value => `${number(value)} µs`

/**
 * Returns the main measure: CPU time if it was measured, otherwise instructions. As `{ unit, values, format
 * }` with `values[case][contender]`; null if neither was measured.
 */
export function costs ({ instructions, time }) {
  if (time) return { unit: 'CPU time', values: field(time, 'cpu'), format: microseconds }
  if (instructions) return { unit: 'Instructions', values: instructions, format: thousands }
  return null
}

export function terminal (tables) {
  return tables
    .map(({ title, head, rows }) => {
      const lines = [head, ...rows]
      const widths = head.map((_, column) => Math.max(...lines.map(line => line[column].length)))
      const text = lines.map(line =>
        line
          .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
          .join('  ')
      )
      return `\n${title}\n\n${text.join('\n')}`
    })
    .join('\n')
}

export function markdown (tables) {
  const line = cells => `| ${cells.join(' | ')} |`
  return tables
    .map(({ title, head, rows }) => {
      const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
      return [`### ${title}`, '', ...[head, rule, ...rows].map(line)].join('\n')
    })
    .join('\n\n')
}

/** Returns the tables of all parts but sessions. */
export function tokenTables (results) {
  const { time, instructions } = results
  return [
    time && perRequest(results, 'CPU time per request', time, withSpread, ratioOf),
    time && perRequest(results, 'CPU time per request, in user space', field(time, 'user'), microseconds),
    time && perRequest(results, 'Requests a second', field(time, 'rate'), value => number(value), null),
    instructions && perRequest(results, 'Instructions per request, in user space', instructions, thousands),
    results.startup && startupTimes(results.startup),
    results.coldStart && coldStarts(results.coldStart),
    results.signIn && signIns(results.signIn),
    targets(results)
  ].filter(Boolean)
}

/** Returns the tables of sessions. */
export function sessionTables ({ sessions }) {
  return sessions === null ? [] : [sessionTimes(sessions), sessionTargets(sessions)].filter(Boolean)
}

function sessionTimes ({ contenders, values }) {
  const { bare } = values
  const rows = contenders.map(({ name, label }) => {
    const { cpu, least, greatest, user, rate } = values[name]
    const ratio = name === 'bare' || bare === undefined ? '' : ` (${number(ratioOf(values[name], bare), 2)}x)`
    return [
      label,
      `${microseconds(cpu)}${ratio}`,
      `${number(least)} to ${microseconds(greatest)}`,
      microseconds(user),
      number(rate)
    ]
  })
  return {
    title: 'Session cookie: CPU time per request',
    head: ['', 'median', 'least to greatest', 'in user space', 'requests a second'],
    rows
  }
}

function sessionTargets ({ values }) {
  const ratio = (own, other) => ratioOf(values[own], values[other])
  return targetTable('Session cookie: targets', [
    ['in memory: CPU time, times no authentication', 'at most 1.6', ratio('ours-memory-sessions', 'bare'), 2],
    [
      'in Redis: CPU time, times @fastify/session in Redis',
      'below 1',
      ratio('ours-redis-sessions', 'fastify-session-redis'),
      2
    ],
    [
      'in Redis: CPU time, times @fastify/secure-session',
      'below 1',
      ratio('ours-redis-sessions', 'fastify-secure-session'),
      2
    ]
  ])
}

/** The median, and the least and greatest of the rounds. */
function withSpread ({ cpu, least, greatest }) {
  return `${number(cpu)} µs, ${number(least)} to ${number(greatest)}`
}

/**
 * Returns a row for each contender and a column for each case, with the ratio to bare Fastify if it is
 * meaningful: `ratio` returns that of two values.
 */
function perRequest ({ contenders, cases }, title, values, format, ratio = (own, other) => own / other) {
  const measured = cases.filter(({ name }) => values[name] !== undefined)
  const cell = (kind, name) => {
    const { [name]: value, bare } = values[kind]
    if (value === undefined) return ''
    return ratio !== null && name !== 'bare' && bare !== undefined
      ? `${format(value)} (${number(ratio(value, bare), 2)}x)`
      : format(value)
  }
  const rows = contenders
    .filter(({ name }) => measured.some(kind => values[kind.name][name] !== undefined))
    .map(({ name, label }) => [label, ...measured.map(kind => cell(kind.name, name))])
  return { title, head: ['', ...measured.map(({ label }) => label)], rows }
}

function startupTimes (startup) {
  const row = (label, { elapsed, cpu, memory }) => [
    label,
    `${number(elapsed)} ms`,
    `${number(cpu)} ms`,
    `${number(memory / 1e6)} MB`
  ]
  return {
    title: 'Startup, in addition to importing Fastify',
    head: ['', 'time', 'CPU time', 'resident memory'],
    rows: [
      row('Fastify alone', startup.without),
      row('verification only', startup.lazy),
      row('the same with `jwks`', startup.inHand),
      row('all routes of the auth API', startup.api),
      row('a sign-in route written by hand, with the same AWS SDK', startup.handWritten)
    ]
  }
}

function coldStarts (functions) {
  return {
    title: 'Cold start of a bundled function, from the import to the first answer',
    head: ['', 'time', 'CPU time', 'bundle'],
    rows: functions.map(({ label, elapsed, cpu, size }) => [
      label,
      `${number(elapsed)} ms`,
      `${number(cpu)} ms`,
      `${number(size / 1e6, 2)} MB`
    ])
  }
}

function signIns ({ handWritten, api, betterAuth }) {
  const row = (label, cost) => [label, withSpread(cost)]
  return {
    title: '`POST /signin`: CPU time per request',
    head: ['', 'median, least to greatest'],
    rows: [
      row('a sign-in route written by hand, with the same AWS SDK', handWritten),
      row('fastify-cognito-auth', api),
      row('better-auth, which checks the password itself', betterAuth)
    ]
  }
}

/** Returns a row for each target that was measured. */
function targets (results) {
  const { startup, heap, processes, signIn, distinct, time, instructions } = results
  const ratio = (kind, own, other) => ratioOf(time?.[kind]?.[own], time?.[kind]?.[other])
  const counted = (kind, own, other) => instructions?.[kind]?.[own] / instructions?.[kind]?.[other]
  const rows = [
    [
      'token seen before: CPU time, times no authentication',
      'at most 1.15',
      ratio('seen', 'ours', 'bare'),
      2
    ],
    [
      'the same with `session`, unused',
      'at most 1.15',
      ratio('seen', 'ours-with-session', 'bare'),
      2
    ],
    ['the same in instructions', 'at most 1.3', counted('seen', 'ours', 'bare'), 2],
    [
      'the same with 100,000 revocations, in instructions',
      'at most 1.3',
      counted('seen', 'ours-revoking', 'bare'),
      2
    ],
    [
      'token never seen: CPU time, times aws-jwt-verify',
      'at most 0.93',
      ratio('new', 'ours', 'aws-jwt-verify'),
      2
    ],
    [
      'the first 2,000 tokens, keys fetched before: CPU time, times aws-jwt-verify',
      'at most 1',
      ratio('first', 'ours-warm', 'aws-jwt-verify'),
      2
    ],
    ['junk: instructions, times no authentication', 'at most 1.5', counted('junk', 'ours', 'bare'), 2],
    ['startup, verification only, ms', 'at most 75', startup?.lazy.elapsed, 0],
    ['startup of the auth API: time, times by hand', 'at most 1.5', startupRatio(startup, 'elapsed'), 2],
    ['startup of the auth API: CPU time, times by hand', 'at most 2', startupRatio(startup, 'cpu'), 2],
    ['memory of the auth API, times by hand', 'at most 1.25', startupRatio(startup, 'memory'), 2],
    [
      '`POST /signin`: CPU time, times by hand',
      'at most 1.1',
      ratioOf(signIn?.api, signIn?.handWritten),
      2
    ],
    ['heap of a cached token beyond its text, bytes', 'at most 3,072', heap, 0],
    [
      `${number(distinct?.tokens ?? 0)} tokens: growth of the heap after the cache is full, MB`,
      'at most 1',
      distinct?.growth / 1e6,
      1
    ],
    ['the same: p99 of a verification, times p50', 'at most 1.5', tail(distinct?.ours), 2],
    ['the same for crypto.verify alone', '', tail(distinct?.floor), 2],
    ['the same: median of a verification, µs', '', distinct?.ours.p50, 1],
    ['the same for crypto.verify alone', '', distinct?.floor.p50, 1],
    ...processRows('two', processes),
    ...processRows('four', processes)
  ]
  return targetTable('Targets', rows)
}

/** Returns the rows of several processes: those of the plugin, and of the route without authentication. */
function processRows (number, processes) {
  const ratio = name => ratioOf(processes?.[name][number], processes?.[name].one)
  return [
    [`${number} processes: CPU time per request, times one`, 'at most 1.05', ratio('ours'), 2],
    ['the same without authentication', '', ratio('bare'), 2]
  ]
}

const tail = percentiles => percentiles?.p99 / percentiles?.p50

function startupRatio (startup, measure) {
  return startup?.api[measure] / startup?.handWritten[measure]
}

/** Returns a table of the targets that were measured; null without one. */
function targetTable (title, rows) {
  const measured = rows.filter(([, , value]) => Number.isFinite(value))
  if (measured.length === 0) return null
  return {
    title,
    head: ['', 'target', 'measured'],
    rows: measured.map(([label, target, value, digits]) => [label, target, number(value, digits)])
  }
}

/** Returns one field of each cell of `table[case][contender]`. */
function field (table, name) {
  const column = row =>
    Object.fromEntries(Object.entries(row).map(([contender, cell]) => [contender, cell[name]]))
  return Object.fromEntries(Object.entries(table).map(([kind, row]) => [kind, column(row)]))
}
