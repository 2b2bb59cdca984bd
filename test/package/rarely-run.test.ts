import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import t from 'tap'

/** The benchmark and the mutation tests run rarely, so a wrong import would stay unnoticed. */
for (const folder of ['bench', 'mutation']) {
  t.test(`every file of ${folder} imports what exists`, async t => {
    const files = (await readdir(folder, { recursive: true })).filter(
      file => file.endsWith('.js') && !file.includes('node_modules')
    )
    t.ok(files.length > 3)
    const bundling = build({
      entryPoints: files.map(file => join(folder, file)),
      bundle: true,
      write: false,
      outdir: folder,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'silent'
    })
    await t.resolves(bundling)
  })
}
