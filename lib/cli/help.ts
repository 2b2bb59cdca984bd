import { COMMON_OPTIONS, type Command, type Option, type OptionTable } from './command.js'
import { COMMANDS, PROGRAM } from './commands.js'

const WIDTH = 80

/** Returns an option with its placeholder, such as `-p, --port <number>`. */
export function optionName (name: string, { short, value, type }: Option): string {
  const long = type === 'boolean' ? `--${name}` : `--${name} <${value}>`
  return short === undefined ? long : `-${short}, ${long}`
}

/** Returns the options of a command, with those that all commands have. */
export function optionsOf (command: Command): OptionTable {
  return { ...command.options, ...COMMON_OPTIONS }
}

/** Returns the default of an option, as it is documented. */
export function defaultOf ({ default: value, defaultsTo = value }: Option): string | undefined {
  return defaultsTo
}

/** Returns the help of the program, or of a command. It fits a terminal of 80 by 24 characters. */
export function helpOf (command?: Command): string {
  return (command === undefined ? programHelp() : commandHelp(command)).join('\n')
}

function programHelp (): string[] {
  const { help, version } = COMMON_OPTIONS
  return [
    'Amazon Cognito user pools for Fastify',
    '',
    `Usage: ${PROGRAM} <command> [options]`,
    '',
    'Commands:',
    ...columns(COMMANDS.map(({ name, summary }) => [name, summary])),
    '',
    'Options:',
    ...optionLines({ help, version }),
    '',
    `${PROGRAM} <command> --help describes the options of a command.`
  ]
}

function commandHelp (command: Command): string[] {
  const codes = Object.entries(command.exitCodes).map(([code, meaning]) => `${code} ${meaning}`)
  return [
    command.summary,
    '',
    `Usage: ${PROGRAM} ${command.name} [options]`,
    '',
    'Options:',
    ...optionLines(optionsWhere(command, false)),
    ...settingLines(optionsWhere(command, true)),
    '',
    ...wrap(`Exit codes: ${codes.join('; ')}.`, WIDTH)
  ]
}

function optionsWhere (command: Command, isSetting: boolean): OptionTable {
  const options: OptionTable = { ...command.options, json: COMMON_OPTIONS.json }
  return Object.fromEntries(
    Object.entries(options).filter(([, option]) => (option.isSetting ?? false) === isSetting)
  )
}

/** Names only: `docs/cli.md` describes them. */
function settingLines (options: OptionTable): string[] {
  const names = Object.entries(options).map(([name, option]) => optionName(name, option))
  if (names.length === 0) return []
  // Names are kept together with their placeholders.
  const text = names.map(name => name.replaceAll(' ', '\u00a0')).join(' ')
  return [
    'Settings (docs/cli.md describes them):',
    ...wrap(text, WIDTH - 2).map(line => `  ${line.replaceAll('\u00a0', ' ')}`)
  ]
}

function optionLines (options: OptionTable): string[] {
  return columns(
    Object.entries(options).map(([name, option]) => {
      const indent = option.short === undefined ? '    ' : ''
      const remarks = [option.multiple === true ? 'repeatable' : '', defaultRemark(option)].filter(Boolean)
      const suffix = remarks.length === 0 ? '' : ` (${remarks.join('; ')})`
      return [indent + optionName(name, option), option.description + suffix]
    })
  )
}

function defaultRemark (option: Option): string {
  const value = defaultOf(option)
  return value === undefined ? '' : `default: ${value}`
}

/** Returns rows of two columns, the second one wrapped. */
function columns (rows: readonly (readonly [string, string])[]): string[] {
  const start = Math.max(...rows.map(([left]) => left.length)) + 4
  return rows.flatMap(([left, right]) =>
    wrap(right, WIDTH - start).map((line, index) => `  ${index === 0 ? left : ''}`.padEnd(start) + line)
  )
}

/** Returns the lines of a text, with at most `width` characters unless a word is longer. */
export function wrap (text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}
