import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import t from 'tap'
import { anchorsOf, localLinks } from '../examples/walk-through.js'
import { consumer } from './consumer.js'

t.test('every link of every packed page leads to a packed file', async t => {
  const { folder } = await consumer(t)
  const root = join(folder, 'node_modules/fastify-cognito-auth')
  const pages = (await readdir(root, { recursive: true })).filter(name => name.endsWith('.md')).sort()
  t.match(pages, ['CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md'])
  t.ok(pages.includes('docs/guards.md') && pages.includes('docs/migrating/express.md'))
  let checked = 0
  for (const page of pages) {
    const text = await readFile(join(root, page), 'utf8')
    for (const link of localLinks(text)) {
      checked++
      const [path = '', anchor = ''] = link.split('#')
      const target = path === '' ? join(root, page) : join(root, dirname(page), decodeURIComponent(path))
      const isThere = !path.startsWith('/') && !relative(root, target).startsWith('..') && existsSync(target)
      t.ok(isThere, `${page}: ${link}`)
      if (isThere && anchor !== '') {
        t.ok(anchorsOf(await readFile(target, 'utf8')).includes(anchor), `${page}: ${link}`)
      }
    }
  }
  t.ok(checked > 100, `${checked} links`)
})

t.test('links and anchors are found in every form', t => {
  t.strictSame(
    localLinks(
      '[a](x.md#y) ![b](<b c.svg>) [d](d.md "D") [`e`](e.md) `[f](f.md)` [g](https://g.example)\n\n' +
        '```sh\n# no heading\n[h](h.md)\n```\n\n[i]: i.md\n\n<img src="j.svg">'
    ),
    ['x.md#y', 'd.md', 'e.md', 'i.md', 'j.svg']
  )
  t.strictSame(anchorsOf('# A `b`: c\n```sh\n# no\n```\n## [d](e.md), f\n## G\n## G'), [
    'a-b-c',
    'd-f',
    'g',
    'g-1'
  ])
  t.end()
})
