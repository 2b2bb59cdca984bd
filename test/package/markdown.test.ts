import { readdir, readFile } from 'node:fs/promises'
import t from 'tap'

// CHANGELOG.md has an entry on a line: branches that add to it are merged by line.
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...(await readdir('docs', { recursive: true }))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`)
]

/** Lines that cannot be wrapped: table rows, headings, HTML, and lines of one word, such as a link. */
function isWhole (line: string): boolean {
  const words = line
    .replace(/`[^`]*`/g, '')
    .trim()
    .replace(/^([-*+]|\d+\.) /, '')
  return /^\s*[|#<]/.test(line) || !/\s/.test(words)
}

t.test('prose is wrapped at 110 columns', async t => {
  t.ok(pages.length > 30)
  for (const page of pages) {
    const text = (await readFile(page, 'utf8')).replace(/^\s*```.*?^\s*```$/gms, '')
    const long = text.split('\n').filter(line => line.length > 110 && !isWhole(line))
    t.strictSame(long, [], page)
  }
})
