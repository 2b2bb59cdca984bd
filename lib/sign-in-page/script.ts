/** The path of the script for passkeys, below the prefix. */
export const SCRIPT_PATH = '/sign-in/passkeys.js'
