import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { untransformed } from './process.js'

const run = promisify(execFile)

/** What the compiler says of programs that a reader would copy, as strict as their own project may be. */
export async function complaints (files: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--skipLibCheck',
    '--target',
    'es2022',
    '--types',
    'node',
    '--module',
    'nodenext',
    '--moduleResolution',
    'nodenext',
    ...files
  ]).catch((error: { stdout: string }) => error)
  return stdout
}

/**
 * Runs a program as a person would, and gives what it prints. Where it fails, what it said is in the error.
 */
export async function printed (program: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', program], {
    env: { ...untransformed, NODE_ENV: 'test', ...env },
    timeout: 120_000
  })
  return stdout
}

/**
 * Runs programs in one process, one after the other: each ends what it starts. Before each stands its name,
 * so where one fails, it is the last that was printed.
 */
export async function allPrinted (
  folder: string,
  programs: readonly string[],
  env: NodeJS.ProcessEnv
): Promise<string> {
  const runner = join(folder, 'run.mts')
  await writeFile(
    runner,
    `for (const program of ${JSON.stringify(programs)}) { console.log(program); await import(program) ` +
      '}\nconsole.log(\'all\')\n'
  )
  return printed(runner, env)
}
