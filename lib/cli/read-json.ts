import { readFile } from 'node:fs/promises'
import { usageError } from './error.js'

/**
 * Reads a JSON file.
 *
 * @throws CliError that names the file. It has no part of the content, which may include passwords
 */
export async function readJson (path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageError(
      error.code === 'ENOENT' ? `${path} does not exist.` : `${path} cannot be read (${error.code}).`
    )
  })
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw usageError(`${path} is not valid JSON${placeOf(error as Error, text)}.`)
  }
}

/** Returns the line of a syntax error, if V8 reports its position. */
function placeOf ({ message }: Error, text: string): string {
  const [, position] = /at position (\d+)/.exec(message) ?? []
  if (position === undefined) return ''
  return `: line ${text.slice(0, Number(position)).split('\n').length}`
}
