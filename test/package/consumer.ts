import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Test } from 'tap'

/** An application's project: the packed package and its dependencies. */
export interface Consumer {
  readonly folder: string
  /** Runs a program in the folder, and returns its output; if it failed, stdout and stderr. */
  run(command: string, ...args: string[]): string
}

export interface ConsumerOptions {
  /** Packages or scopes that are left uninstalled. */
  readonly without?: readonly string[]
  /** Packages that are installed from another folder than `node_modules`. */
  readonly instead?: Readonly<Record<string, string>>
  readonly type?: 'module' | 'commonjs'
}

export async function consumer (
  t: Test,
  { without = [], instead = {}, type = 'module' }: ConsumerOptions = {}
): Promise<Consumer> {
  // Outside of this repository, so that no package is found in a parent folder.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'consumer-')))
  t.teardown(async () => {
    await rm(folder, { recursive: true, force: true })
  })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type }))
  const modules = join(folder, 'node_modules')
  await mkdir(modules)
  await cp(await pack(), join(modules, 'fastify-cognito-auth'), { recursive: true })
  await link(resolveFrom('node_modules'), modules, new Set([...without, ...Object.keys(instead)]))
  for (const [name, path] of Object.entries(instead)) await symlink(resolveFrom(path), join(modules, name))
  return { folder, run: (command, ...args) => run(folder, command, args) }
}

function resolveFrom (path: string): string {
  return join(process.cwd(), path)
}

/** What users install. It is packed once for all processes of a test run. */
const PACKED = 'build/packed'
/** Exists while a process packs. */
const PACKING = 'build/packing'

/** Packs and unpacks the package, or waits for a process that does. Returns the folder of the package. */
async function pack (): Promise<string> {
  while (!existsSync(PACKED)) {
    if (await isCreated(PACKING)) {
      try {
        if (!existsSync(PACKED)) await packTo(PACKED)
      } finally {
        await rm(PACKING, { recursive: true })
      }
    } else {
      await setTimeout(100)
    }
  }
  return join(PACKED, 'package')
}

async function packTo (folder: string): Promise<void> {
  const unfinished = await mkdtemp(`${folder}-`)
  const { stdout } = await promisify(execFile)(
    'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', unfinished]
  )
  const [{ filename }] = JSON.parse(stdout)
  await promisify(execFile)('tar', ['-xzf', join(unfinished, filename), '-C', unfinished])
  await rename(unfinished, folder)
}

/** Returns whether this process created the folder, and no other process did before. */
async function isCreated (folder: string): Promise<boolean> {
  try {
    await mkdir(folder)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Links every package, those of a scope one by one. */
async function link (from: string, to: string, without: ReadonlySet<string>, scope = ''): Promise<void> {
  for (const name of await readdir(from)) {
    const whole = scope + name
    if (name.startsWith('.') || without.has(whole)) continue
    if (name.startsWith('@')) {
      await mkdir(join(to, name))
      await link(join(from, name), join(to, name), without, `${name}/`)
    } else {
      await symlink(join(from, name), join(to, name))
    }
  }
}

function run (folder: string, command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 180_000,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'test' }
    })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string, stderr?: string }
    return stdout + stderr
  }
}
