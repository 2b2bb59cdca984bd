import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { localCognitoError } from '../error.js'

/** The folders that this process has open, by absolute path. */
const open = new Set<string>()

/**
 * Creates a folder if it is missing, and locks it with a file that has the ID of this process. Returns a
 * function that releases the lock. The lock of a process that has ended is replaced.
 *
 * @throws FST_COGNITO_LOCAL_COGNITO if the folder cannot be written, or another local Cognito uses it
 */
export async function lockFolder (folder: string): Promise<() => Promise<void>> {
  const path = resolve(folder)
  const file = join(path, 'lock')
  if (open.has(path)) throw inUse(folder, process.pid)
  open.add(path)
  try {
    await createLock(folder, file)
  } catch (error) {
    open.delete(path)
    throw error
  }
  return async () => {
    await rm(file, { force: true })
    open.delete(path)
  }
}

async function createLock (folder: string, file: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && path === file) return await replaceLock(folder, file)
    throw localCognitoError(`the folder ${folder} cannot be created or written.`, error)
  }
}

async function replaceLock (folder: string, file: string): Promise<void> {
  const owner = Number(await readFile(file, 'utf8').catch(() => ''))
  if (isRunning(owner)) throw inUse(folder, owner)
  await rm(file, { force: true })
  await createLock(folder, file)
}

/** This process has no lock here, so a lock with its ID is from an earlier process that had the same ID. */
function isRunning (pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function inUse (folder: string, pid: number): Error {
  return localCognitoError(`the folder ${folder} is used by another local Cognito (process ${pid}).`)
}
