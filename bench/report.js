const number = (value, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
const thousands = value => `${number(value / 1000)}k`
const microseconds = value => `${number(value)} µs`

/**
 * Returns the main measure: instructions if they were counted, otherwise CPU time. As `{ unit, values, format
 * }` with `values[case][contender]`; null if neither was measured.
 */
export function costs ({ instructions, time }) {
  if (instructions) return { unit: 'Instructions', values: instructions, format: thousands }
  if (time) return { unit: 'CPU time', values: field(time, 'cpu'), format: microseconds }
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
    instructions && perRequest(results, 'Instructions per request, in user space', instructions, thousands),
    time && perRequest(results, 'CPU time per request', field(time, 'cpu'), microseconds),
    time && perRequest(results, 'CPU time per request, in user space', field(time, 'user'), microseconds),
    time && perRequest(results, 'Requests a second', field(time, 'rate'), value => number(value), false),
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
    const ratio = name === 'bare' || bare === undefined ? '' : ` (${number(cpu / bare.cpu, 2)}x)`
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
  const ratio = (own, other) => values[own]?.cpu / values[other]?.cpu
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

/**
 * Returns a row for each contender and a column for each case, with the ratio to bare Fastify if it is
 * meaningful.
 */
function perRequest ({ contenders, cases }, title, values, format, ratios = true) {
  const cell = (kind, name) => {
    const { [name]: value, bare } = values[kind]
    return ratios && name !== 'bare' && bare !== undefined
      ? `${format(value)} (${number(value / bare, 2)}x)`
      : format(value)
  }
  const rows = contenders.map(({ name, label }) => [label, ...cases.map(kind => cell(kind.name, name))])
  return { title, head: ['', ...cases.map(({ label }) => label)], rows }
}

/** Returns a row for each target that was measured. */
function targets (results) {
  const { startup, heap, processes } = results
  const cost = costs(results)
  const ratio = (kind, other) => cost?.values[kind]?.ours / cost?.values[kind]?.[other]
  const unit = cost?.unit
  const rows = [
    [`token seen before: ${unit}, times no authentication`, 'at most 1.3', ratio('seen', 'bare'), 2],
    [
      'the same with 100,000 revocations',
      'at most 1.3',
      cost?.values.seen?.['ours-revoking'] / cost?.values.seen?.bare,
      2
    ],
    [`token never seen: ${unit}, times aws-jwt-verify`, 'at most 0.92', ratio('new', 'aws-jwt-verify'), 2],
    [`junk: ${unit}, times no authentication`, 'at most 1.5', ratio('junk', 'bare'), 2],
    ['import and registration, ms', 'at most 30', startup?.lazy.elapsed, 0],
    ['import and registration, ms of CPU time', '', startup?.lazy.cpu, 0],
    ['the same with `jwks`, ms', '', startup?.inHand.elapsed, 0],
    ['the same with `jwks`, ms of CPU time', '', startup?.inHand.cpu, 0],
    ['heap of a cached token beyond its text, bytes', 'at most 3,072', heap, 0],
    [
      `two processes: ${processes?.unit} per request, times one`,
      'at most 1.05',
      processes?.two / processes?.one,
      2
    ]
  ]
  return targetTable('Targets', rows)
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
