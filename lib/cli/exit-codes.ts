/** The exit codes of every command. A script can distinguish findings from a failure of the command. */
export const EXIT = {
  /** Success. */
  ok: 0,
  /** The command has found something to correct. */
  findings: 1,
  /** Wrong usage: an unknown option, or a file with a mistake. */
  usage: 2,
  /** The command could not do its work. */
  failed: 3
} as const
