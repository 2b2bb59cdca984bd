import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import ts from 'typescript'
import { untransformed } from './process.js'

const run = promisify(execFile)

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node']
}

/** Most of the compiler's work is to parse the declarations of packages: it is done once. */
const parsed = new Map<string, ts.SourceFile | undefined>()

function compilerHost (): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS)
  return {
    ...host,
    getSourceFile: (file, options, ...rest) => {
      const { impliedNodeFormat } = options as ts.CreateSourceFileOptions
      const key = `${file} ${impliedNodeFormat}`
      if (!parsed.has(key)) parsed.set(key, host.getSourceFile(file, options, ...rest))
      return parsed.get(key)
    }
  }
}

/** Most of the compiler's time is spent parsing declarations of packages: it is done once. */
export function compileErrors (files: readonly string[]): string {
  const host = compilerHost()
  return ts.formatDiagnostics(ts.getPreEmitDiagnostics(ts.createProgram(files, OPTIONS, host)), host)
}

/** Runs a program and returns its output. If it fails, the error has its output. */
export async function printed (program: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', program], {
    env: { ...untransformed, NODE_ENV: 'test', ...env },
    timeout: 120_000
  })
  return stdout
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
  await writeFile(
    runner,
    `for (const program of ${JSON.stringify(programs)}) { console.log(program); await import(program) ` +
      '}\nconsole.log(\'all\')\n'
  )
  return printed(runner, env)
}
