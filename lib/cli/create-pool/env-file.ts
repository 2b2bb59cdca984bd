import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { usageError } from '../error.js'

/** A file for settings that only its owner can read. */
export interface EnvFile {
  readonly path: string
  write (variables: Readonly<Record<string, string>>): Promise<void>
  /** Removes what was opened, instead of writing. */
  discard (): Promise<void>
}

/**
 * Opens the file before anything is created, so that the settings do not get lost.
 *
 * @param force - whether a file that exists is replaced
 * @throws CliError if the file exists, or cannot be created
 */
export async function openEnvFile (path: string, force: boolean): Promise<EnvFile> {
  // A file that is replaced could have another mode, or be a link: it is replaced as a whole.
  const target = force ? `${path}.${randomUUID()}` : path
  const file = await open(target, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw usageError(
      error.code === 'EEXIST'
        ? `${path} exists; --force replaces it.`
        : `${path} cannot be written (${error.code}).`
    )
  })
  return {
    path,
    write: async variables => {
      await file.writeFile(Object.entries(variables).map(([name, value]) => `${name}=${value}\n`).join(''))
      await file.close()
      if (force) await rename(target, path)
    },
    discard: async () => {
      await file.close()
      await rm(target)
    }
  }
}
