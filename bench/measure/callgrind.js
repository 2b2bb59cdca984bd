import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Valgrind's callgrind, which executes the server on an emulated processor and counts each instruction: slow,
 * but independent of other load of the machine. Null if it is not installed.
 */
export async function callgrind () {
  try {
    await run('callgrind_control', ['--version'])
    await run('valgrind', ['--version'])
  } catch {
    return null
  }
  const folder = mkdtempSync(join(tmpdir(), 'callgrind-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return {
    name: 'callgrind',
    parallel: true,
    label: "Valgrind's `callgrind`",
    launch: {
      execPath: 'valgrind',
      execArgv: [
        '--quiet',
        '--tool=callgrind',
        // The processes of a cluster are counted, too.
        '--trace-children=yes',
        // Startup and warm-up are much faster without counting.
        '--instr-atstart=no',
        // V8 overwrites its own machine code.
        '--smc-check=all-non-file',
        `--callgrind-out-file=${join(folder, '%p')}`,
        process.execPath,
        // Valgrind runs one thread at a time, so V8's compiler thread would lag behind for long, with code
        // that is not optimized yet.
        '--no-concurrent-recompilation'
      ]
    },
    attach: pids => run('callgrind_control', ['--instr=on', ...pids]),
    async count (pids, work) {
      await run('callgrind_control', ['--zero', ...pids])
      await work()
      await run('callgrind_control', ['--dump', ...pids])
      return pids.reduce((total, pid) => total + takeDump(folder, pid), 0)
    }
  }
}

/**
 * Reads the dump of the process, `<pid>.<number>`, and removes it, so that the next one is the only one, too.
 */
function takeDump (folder, pid) {
  const [dump] = readdirSync(folder).filter(name => name.startsWith(`${pid}.`))
  const path = join(folder, dump)
  const [, total] = /^totals: (\d+)$/m.exec(readFileSync(path, 'utf8'))
  rmSync(path)
  return Number(total)
}
