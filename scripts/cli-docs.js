// Writes docs/cli.md from the table of commands that --help has, too.
// Usage: node scripts/cli-docs.js [--check]     (after npm run build)
// --check writes nothing, and fails if the page is not current.

import { COMMON_OPTIONS } from '../modules/cli/command.js'
import { COMMANDS, PROGRAM } from '../modules/cli/commands.js'
import { defaultOf, optionName, optionsOf } from '../modules/cli/help.js'
import { wrap } from './api-docs/markdown.js'
import { writePage } from './write-page.js'

const PAGE = 'docs/cli.md'

const prose = text => wrap(text, '', '')
const block = lines => ['```sh', ...lines, '```'].join('\n')

function page () {
  return (
    [
      '# Command line',
      '<!-- Written by npm run docs, from the commands in lib/cli. Do not edit. -->',
      block([`npx ${PROGRAM} <command> [options]`]),
      ['| command | |', '|---|---|', ...COMMANDS.map(commandRow)].join('\n'),
      prose(
        'Results are printed to stdout, everything else to stderr. Colors are for terminals only; ' +
          '`NO_COLOR` and `FORCE_COLOR` are respected. Every command has these options:'
      ),
      optionTable(COMMON_OPTIONS),
      ...COMMANDS.flatMap(section)
    ].join('\n\n') + '\n'
  )
}

const commandRow = ({ name, summary }) => `| [\`${name}\`](#${name}) | ${summary} |`

function section (command) {
  const { name, summary, about, examples, exitCodes } = command
  return [
    `## ${name}`,
    `${summary}.`,
    block([`npx ${PROGRAM} ${name} [options]`]),
    ...about.map(prose),
    optionTable(Object.fromEntries(Object.entries(optionsOf(command)).filter(isOwn))),
    'Examples:',
    ...examples.map(({ line, about }) => `${prose(about)}\n\n${block([`npx ${PROGRAM} ${line}`])}`),
    [
      '| exit code | |',
      '|---|---|',
      ...Object.entries(exitCodes).map(([code, meaning]) => `| ${code} | ${meaning} |`)
    ].join('\n')
  ]
}

const isOwn = ([name]) => !(name in COMMON_OPTIONS)

function optionTable (options) {
  return [
    '| option | default | |',
    '|---|---|---|',
    ...Object.entries(options).map(([name, option]) => {
      const { description, details, multiple } = option
      const repeatable = multiple === true ? '; repeatable' : ''
      const text = `${description}${repeatable}${details === undefined ? '' : `. ${details}`}`
      return `| \`${optionName(name, option)}\` | ${defaultOf(option) ?? ''} | ${text} |`
    })
  ].join('\n')
}

writePage(PAGE, page())
