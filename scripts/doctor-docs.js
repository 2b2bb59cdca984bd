// Writes docs/doctor.md and docs/doctor.schema.json from the checks in lib/cli/doctor.
// Usage: node scripts/doctor-docs.js [--check]     (after npm run build)
// --check writes nothing, and fails if a page is not current.

import { SUBJECTS } from '../modules/cli/doctor/checks/index.js'
import { actionOf, READS } from '../modules/cli/doctor/reads.js'
import { OutputSchema } from '../modules/cli/doctor/report-schema.js'
import { wrap } from './api-docs/markdown.js'
import { writePage } from './write-page.js'

const SEVERITIES = {
  error: 'prevents users from signing in, or is a vulnerability',
  warning: 'should be changed',
  info: 'for information'
}

const NEEDS = {
  options: ', with `--options`',
  'managed-login': ', with `managedLogin` in `--options`, or with `--domain`',
  token: ', with `--token-file`'
}

const prose = text => wrap(text, '', '')

function page () {
  const parts = [
    '# The checks of doctor',
    '<!-- Written by npm run docs, from the checks in lib/cli/doctor. Do not edit. -->',
    prose(
      '`npx fastify-cognito-auth doctor` reads a user pool and an app client, and reports what is wrong: ' +
        '[the command](cli.md#doctor). `--only` and `--except` select checks by their ID. The output of ' +
        '`--json` has [this schema](doctor.schema.json).'
    ),
    table(['severity', ''], Object.entries(SEVERITIES)),
    ...Object.entries(SUBJECTS).map(([subject, checks]) =>
      [`${subject}:`, table(['check', 'severity', ''], checks.map(row))].join('\n\n')
    ),
    ...Object.values(SUBJECTS).flat().map(section)
  ]
  return parts.join('\n\n') + '\n'
}

const row = ({ id, severity, title }) => [`[\`${id}\`](#${id})`, severity, title]

function section ({ id, severity, title, when, why, reads, needs }) {
  const operations = new Set(reads.flatMap(name => READS[name].operations))
  const actions = [...operations].map(operation => `\`${actionOf(operation)}\``).join(', ')
  return [
    `## ${id}`,
    prose(`**${title}.** Reported as ${severity}${NEEDS[needs] ?? ''}, if ${when}.`),
    prose(why),
    prose(`Permissions: ${actions}.`)
  ].join('\n\n')
}

function table (head, rows) {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

writePage('docs/doctor.md', page())
writePage('docs/doctor.schema.json', `${JSON.stringify(OutputSchema, null, 2)}\n`)
