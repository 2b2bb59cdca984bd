import type { Command } from './command.js'
import { createPoolCommand } from './create-pool/command.js'
import { doctorCommand } from './doctor/command.js'
import { localCommand } from './local/command.js'
import { tokenCommand } from './token/command.js'

/** The name of the program. */
export const PROGRAM = 'fastify-cognito-auth'

/** The commands, in the order of `--help` and `docs/cli.md`. */
export const COMMANDS: readonly Command[] = [
  localCommand,
  createPoolCommand,
  doctorCommand,
  tokenCommand
]
