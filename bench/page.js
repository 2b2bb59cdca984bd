import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { plot } from './plot.js'
import { costs, markdown } from './report.js'

const PAGE = new URL('../docs/performance.md', import.meta.url)
const PLOT = new URL('../docs/performance.svg', import.meta.url)
const START = '<!-- measured -->'
const END = '<!-- /measured -->'

/**
 * Writes the results into the documentation: the tables between the markers of the page, and the plot beside
 * it.
 */
export function writePage (results) {
  const page = readFileSync(PAGE, 'utf8')
  const before = page.slice(0, page.indexOf(START) + START.length)
  const after = page.slice(page.indexOf(END))
  const plotted = plotOf(results)
  if (plotted !== null) writeFileSync(PLOT, plotted)
  writeFileSync(PAGE, [before, machine(results), markdown(results), after].join('\n\n'))
}

function machine ({ counter }) {
  const processors = cpus()
  const counted = counter
    ? `Instructions were counted by ${counter.label}.`
    : 'Instructions were not counted.'
  return (
    `Node.js ${process.version} on ${process.platform} ${process.arch}, ${processors.length} cores, ` +
    `${processors[0].model.trim()}. ${counted}`
  )
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
      bars: contenders.map(({ name, label }) => ({
        label,
        value: values[kind.name][name],
        text: format(values[kind.name][name]),
        own: name === 'ours'
      }))
    }))
  return plot({ title: `${unit} per request, less is better`, panels })
}
