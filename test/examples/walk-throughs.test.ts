import { readFile } from 'node:fs/promises'
import t from 'tap'
import { skip, walkThrough } from './walk-through.js'

for (const page of ['README.md', 'docs/walk-through.md', 'docs/mfa.md', 'docs/administration.md']) {
  t.test(`${page}: the walk-through prints what the page shows`, { skip }, async t =>
    walkThrough(t, await readFile(page, 'utf8'))
  )
}
