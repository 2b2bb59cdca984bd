// Packs the package, and checks what would be published.
// Usage: npm run check:package
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'check-package-'))
try {
  run('npm', ['pack', '--loglevel=error', '--pack-destination', folder])
  const [tarball] = readdirSync(folder)
  run('publint', ['run', join(folder, tarball), '--strict'])
  run('attw', [join(folder, tarball), '--profile', 'esm-only'])
} catch (error) {
  // The program has printed what is wrong.
  process.exitCode = error.status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function run (program, args) {
  execFileSync(program, args, { stdio: 'inherit' })
}
