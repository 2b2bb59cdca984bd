import { execFile, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'

const run = promisify(execFile)

const TSC = 'node_modules/@typescript/native/bin/tsc'

/** As strict as a reader's own project may be. */
const OPTIONS = [
  '--ignoreConfig',
  '--noEmit',
  '--strict',
  '--exactOptionalPropertyTypes',
  '--skipLibCheck',
  '--target',
  'es2022',
  '--module',
  'nodenext'
]

/** The options of programs for Node.js, and of those for browsers. */
const PLATFORMS = {
  node: ['--types', 'node'],
  browser: ['--types', '', '--lib', 'es2022,dom,dom.iterable']
} as const

/** Returns the errors of the compiler in programs that a reader would copy. */
export function compileErrors (
  files: readonly string[],
  platform: keyof typeof PLATFORMS = 'node'
): string {
  const args = [TSC, ...OPTIONS, ...PLATFORMS[platform], ...files]
  const { error, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (error !== undefined) throw error
  return stdout + stderr
}

/** Runs a program and returns its output. If it fails, the error has its output. */
export async function printed (program: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await run(process.execPath, ['--enable-source-maps', await compiled(program)], {
    env: { ...process.env, NODE_ENV: 'test', ...env },
    timeout: 120_000
  })
  return stdout
}

/** Compiles a program, and returns the path of the result, which is next to it. */
async function compiled (program: string): Promise<string> {
  const outfile = program.replace(/\.m?ts$/, '.compiled.mjs')
  await build({
    entryPoints: [program],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning'
  })
  return outfile
}

/**
 * Runs programs in one process, one after the other: each closes what it opens. Prints each name first, so
 * that the last name printed is the one that failed.
 */
export async function allPrinted (
  folder: string,
  programs: readonly string[],
  env: NodeJS.ProcessEnv
): Promise<string> {
  const runner = join(folder, 'run.mts')
  const list = await Promise.all(programs.map(async program => [program, await compiled(program)]))
  await writeFile(
    runner,
    `for (const [program, file] of ${JSON.stringify(list)}) { console.log(program); await import(file) ` +
      '}\nconsole.log(\'all\')\n'
  )
  return printed(runner, env)
}
