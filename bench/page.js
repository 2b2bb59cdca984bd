import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { plot } from './plot.js'
import { costs, markdown, sessionTables, tokenTables } from './report.js'

const PAGE = new URL('../docs/performance.md', import.meta.url)
const PLOT = new URL('../docs/performance.svg', import.meta.url)

/**
 * Writes the results into the documentation: the tables between the markers of the page, and the plot beside
 * it. Sessions have markers of their own: if they are not measured their tables stay as they are, and if
 * nothing else is measured the other tables do.
 */
export function writePage (results) {
  const plotted = plotOf(results)
  if (plotted !== null) writeFileSync(PLOT, plotted)
  const page = readFileSync(PAGE, 'utf8')
  const withTokens = replaceTables(page, 'measured', tokenTables(results), counting(results))
  const withSessions = replaceTables(withTokens, 'sessions', sessionTables(results), redis(results))
  writeFileSync(PAGE, withSessions)
}

function replaceTables (page, name, tables, note) {
  if (tables.length === 0) return page
  const start = `<!-- ${name} -->`
  const before = page.slice(0, page.indexOf(start) + start.length)
  const after = page.slice(page.indexOf(`<!-- /${name} -->`))
  return [before, `${machine()}${note}`, markdown(tables), after].join('\n\n')
}

function machine () {
  const processors = cpus()
  return (
    `Node.js ${process.version} on ${process.platform} ${process.arch}, ${processors.length} cores, ` +
    `${processors[0].model.trim()}.`
  )
}

function counting ({ counter }) {
  return counter ? ` Instructions were counted by ${counter.label}.` : ' Instructions were not counted.'
}

function redis ({ sessions }) {
  return sessions?.hasRedis === false ? ' Sessions in Redis were left out: no Redis server is installed.' : ''
}

function plotOf (results) {
  const { contenders, cases } = results
  const measured = costs(results)
  if (measured === null) return null
  const { unit, values, format } = measured
  const panels = cases
    .filter(({ name }) => name === 'seen' || name === 'new')
    .map(kind => ({
      title: kind.label,
      // Some are measured in one case only.
      bars: contenders
        .filter(({ name }) => values[kind.name][name] !== undefined)
        .map(({ name, label }) => ({
          label,
          value: values[kind.name][name],
          text: format(values[kind.name][name]),
          own: name === 'ours'
        }))
    }))
  return plot({ title: `${unit} per request, less is better`, panels })
}
