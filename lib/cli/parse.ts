import { parseArgs } from 'node:util'
import { nearestOf } from '../options/suggestion.js'
import { COMMON_OPTIONS, type Command, type OptionTable, type Values } from './command.js'
import { COMMANDS, PROGRAM } from './commands.js'
import { usageError } from './error.js'
import { optionsOf } from './help.js'
import { withoutTokens } from './printable.js'

/** A command line: the command, if there is one, and the values of its options. */
export interface CommandLine {
  readonly command?: Command
  readonly values: Values<OptionTable> & Partial<Values<typeof COMMON_OPTIONS>>
}

/**
 * Parses the arguments of the command line.
 *
 * @throws CliError for an unknown command or option
 */
export function parseCommandLine (args: readonly string[]): CommandLine {
  const [name = '', ...rest] = args
  const command = COMMANDS.find(command => command.name === name)
  if (command !== undefined) return { command, values: parseOptions(optionsOf(command), rest, command) }
  if (name !== '' && !name.startsWith('-')) throw unknownCommand(name)
  return { values: parseOptions(COMMON_OPTIONS, args) }
}

function unknownCommand (name: string): Error {
  const names = COMMANDS.map(({ name }) => name)
  const nearest = nearestOf(name, names)
  const remedy = nearest === undefined ? `the commands are: ${names.join(', ')}` : `did you mean ${nearest}?`
  return usageError(`There is no command ${JSON.stringify(name)}; ${remedy}`)
}

function parseOptions (
  options: OptionTable,
  args: readonly string[],
  { name = '', argumentError }: Partial<Command> = {}
): CommandLine['values'] {
  if (argumentError !== undefined && args.some(arg => withoutTokens(arg) !== arg)) {
    throw usageError(argumentError)
  }
  try {
    return parseArgs({ options, args: [...args] }).values as CommandLine['values']
  } catch (error) {
    const isArgument = (error as NodeJS.ErrnoException).code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL'
    if (isArgument && argumentError !== undefined) throw usageError(argumentError)
    const [sentence = ''] = (error as Error).message.split(/\. |\n/)
    const help = [PROGRAM, name, '--help'].filter(Boolean).join(' ')
    throw usageError(`${sentence}${nearestOption(error, options)}\nOptions: ${help}`)
  }
}

/** Returns the end of the sentence about an option: a suggestion, if it is misspelt. */
function nearestOption (error: unknown, options: OptionTable): string {
  const { code, message } = error as NodeJS.ErrnoException
  const [, name = ''] = /'--([\w-]+)/.exec(message) ?? []
  const nearest = nearestOf(name, Object.keys(options))
  const isMisspelt = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && nearest !== undefined
  return isMisspelt ? `; did you mean --${nearest}?` : '.'
}
