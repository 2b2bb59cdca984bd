// Writes the tables of docs/local/differences.md: the operations that the local Cognito lacks, and settings
// without effect.
//
// Usage: node scripts/local-docs.js [--check]     (after npm run build)
// --check writes nothing, and fails if the page is not current.

import { readFileSync } from 'node:fs'
import { operations } from '../modules/local/operations/table.js'
import { WITHOUT_EFFECT } from '../modules/local/operations/without-effect.js'
import { OPERATIONS } from '../modules/local/protocol/service-model.js'
import { withSection, writePage } from './write-page.js'

const PAGE = 'docs/local/differences.md'

function missingOperations () {
  const missing = Object.keys(OPERATIONS)
    .filter(name => !operations.has(name))
    .sort()
  if (missing.length === 0) return ['Every operation of the service model is implemented.']
  return ['These operations respond `NotImplemented`:', '', ...missing.map(name => `- \`${name}\``)]
}

/** One row for the settings that the same operations have, and that have no effect for the same reason. */
function settingsWithoutEffect () {
  const operationsBySetting = new Map()
  for (const [operation, settings] of Object.entries(WITHOUT_EFFECT)) {
    for (const [setting, reason] of Object.entries(settings)) {
      add(operationsBySetting, `\`${setting}\`|${reason}`, `\`${operation}\``)
    }
  }
  const rows = new Map()
  for (const [key, names] of operationsBySetting) {
    const [setting, reason] = key.split('|')
    add(rows, `${names.join(', ')}|${reason}`, setting)
  }
  return [
    '| operations | settings | reason |',
    '|---|---|---|',
    ...[...rows].map(([key, settings]) => {
      const [names, reason] = key.split('|')
      return `| ${names} | ${settings.join(', ')} | ${reason} |`
    })
  ]
}

function add (lists, key, item) {
  lists.set(key, [...(lists.get(key) ?? []), item])
}

const page = readFileSync(PAGE, 'utf8')
writePage(
  PAGE,
  withSection(
    withSection(page, 'operations', missingOperations()),
    'settings',
    settingsWithoutEffect()
  )
)
