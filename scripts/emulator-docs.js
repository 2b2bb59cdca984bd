// Writes the tables of docs/emulators.md, from the lists of limits that the tests of test/proof check.
// Usage: node scripts/emulator-docs.js [--check]     --check writes nothing, and fails if the page is not
// current.

import { readFileSync } from 'node:fs'
import { tsImport } from 'tsx/esm/api'
import { withSection, writePage } from './write-page.js'

const PAGE = 'docs/emulators.md'

const load = file => tsImport(`../test/proof/${file}.ts`, import.meta.url)
const { FEATURES } = await load('subject')
const { MOTO } = await load('moto-limits')
const { COGNITO_LOCAL } = await load('cognito-local-limits')

const EMULATORS = [MOTO, COGNITO_LOCAL]

const capitalized = text => text.charAt(0).toUpperCase() + text.slice(1)

function missingFeatures () {
  const missing = FEATURES.filter(feature => EMULATORS.some(({ limits }) => feature in limits))
  return [
    `| | ${EMULATORS.map(({ name, version }) => `${name} ${version}`).join(' | ')} |`,
    `|---|${EMULATORS.map(() => '---|').join('')}`,
    ...missing.map(feature => {
      const cells = EMULATORS.map(({ limits }) => limits[feature]?.reason ?? 'yes')
      return `| ${capitalized(feature)} | ${cells.join(' | ')} |`
    })
  ]
}

function otherDifferences () {
  return [
    '| | | |',
    '|---|---|---|',
    ...EMULATORS.flatMap(({ name, version, differences }) =>
      Object.entries(differences).map(
        ([topic, { reason }]) => `| ${name} ${version} | ${capitalized(topic)} | ${reason} |`
      )
    )
  ]
}

const page = readFileSync(PAGE, 'utf8')
writePage(
  PAGE,
  withSection(withSection(page, 'features', missingFeatures()), 'differences', otherDifferences())
)
