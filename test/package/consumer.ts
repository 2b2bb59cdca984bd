import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  packed ??= pack()
  await cp(await packed, join(modules, 'fastify-cognito-auth'), { recursive: true })
  await link(resolveFrom('node_modules'), modules, new Set([...without, ...Object.keys(instead)]))
  for (const [name, path] of Object.entries(instead)) await symlink(resolveFrom(path), join(modules, name))
  return { folder, run: (command, ...args) => run(folder, command, args) }
}

function resolveFrom (path: string): string {
  return join(process.cwd(), path)
}

let packed: Promise<string> | undefined

/** Packs the package and unpacks it, once in a process. Returns the folder of what users install. */
async function pack (): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'))
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true })
  })
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore']
    })
  )
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder])
  return join(folder, 'package')
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
