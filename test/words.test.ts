import { readdirSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'

/** Words that documentation in this field does not use: they leave the subject or object unclear. */
const WORDS = new RegExp(
  `\\b(${[
    'somebody|anybody|everybody|nobody|who(m)?ever|whom|who may|strangers?|people|persons?',
    'of late|parted|out of reach|turn(s|ed)? down|lets? in|made[ -]up|stands? in|stands? for|tells? of',
    'be meant|found good|given up|in hand|is told|are told|key hosts?|left alone|left aside|lives? on',
    'of its own accord|put off|serves? on|used up|uses? up|where nobody',
    'all the same|(is|are) answered with|opens? a (security )?hole'
  ].join('|')})\\b`,
  'gi'
)

/** And these, which pages used for "continues", "reveals", "is", "JWKS endpoint" and the like. */
const PAGE_WORDS = /\b(go(es|ing)? on|key hosts?|start-up|tells?|told|stands?|hears?|nonsense)\b/gi

/** Code, tables of renames, which have the old names, and the glossary, which has the words to avoid. */
const NOT_PROSE = /```.*?```|<!-- renames -->.*?<!-- \/renames -->|^## Glossary.*/gms

/** Words that titles of tests do not use in addition: they stand for users, requests and responses. */
const TITLE_WORDS = /\b(asked|told|tells?|answered|begins?|begun|no good|is gone)\b/gi

/** Beginnings of titles that refer to the title of another test: a report may show each alone. */
const DEPENDENT_TITLE = /^(so|nor|and|but) /

/** Declarations with a name that is not a term of the field, and would be `request`, `response` or `user`. */
const NAMES = new RegExp(
  `\\b(?:const|let|function|interface|type) [[{]? ?(${[
    'asked|asking|askedFor|answers?|answered|answerOf|begin|began|begun|said|says?|told|tell',
    'Answer|Asked|who|whom|what|somebody|nobody|everybody|person|people|complain|complaints?|tale'
  ].join('|')})\\b`,
  'g'
)

const PAGES = [
  ...['CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md'],
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`)
]

async function filesOf (folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true })
  return files
    .filter(file => /\.(ts|c?js)$/.test(file) && !file.includes('node_modules'))
    .map(file => join(folder, file))
}

t.test('the source of the package uses the terms of the field', async t => {
  const files = await filesOf('lib')
  t.ok(files.length > 100)
  const found = await Promise.all(
    files.map(async file =>
      [...(await readFile(file, 'utf8')).matchAll(WORDS)].map(([word]) => `${file}: ${word}`)
    )
  )
  t.strictSame(found.flat(), [])
})

t.test('comments of the examples and of the benchmark use the terms of the field', async t => {
  const files = (await Promise.all(['examples', 'bench'].map(filesOf))).flat()
  t.ok(files.length > 60)
  for (const file of files) {
    const comments = (await readFile(file, 'utf8')).match(/^ *(\/\/|\/?\*).*/gm)?.join('\n') ?? ''
    const found = [WORDS, PAGE_WORDS].flatMap(words => [...comments.matchAll(words)])
    t.strictSame(
      found.map(([word]) => word),
      [],
      file
    )
  }
})

for (const page of PAGES) {
  t.test(`${page} uses the terms of the field`, async t => {
    const text = (await readFile(page, 'utf8')).replace(NOT_PROSE, '')
    const found = [WORDS, PAGE_WORDS].flatMap(words => [...text.matchAll(words)])
    t.strictSame(
      found.map(([word]) => word),
      []
    )
  })
}

t.test('tests, examples and tools use the terms of the field in titles and names', async t => {
  const folders = ['test', 'examples', 'bench', 'scripts', 'mutation']
  const files = (await Promise.all(folders.map(filesOf))).flat()
  t.ok(files.length > 400)
  for (const file of files) {
    const text = await readFile(file, 'utf8')
    const titles = [...text.matchAll(/\bt\.test\(\s*(['"`])(.*?)\1/g)].map(([, , title]) => title).join('\n')
    const found = [WORDS, TITLE_WORDS].flatMap(words => [...titles.matchAll(words)])
    const dependent = titles.split('\n').filter(title => DEPENDENT_TITLE.test(title))
    t.strictSame(
      [...found.map(([word]) => word), ...[...text.matchAll(NAMES)].map(([word]) => word), ...dependent],
      [],
      file
    )
  }
})
