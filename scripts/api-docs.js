// Writes docs/api.md from the doc comments of the built declarations.
// Usage: node scripts/api-docs.js [--check]     (after npm run build)
// --check writes nothing, and fails if the page is not current.

import ts from 'typescript'
import { wrap } from './api-docs/markdown.js'
import { byName, ENTRIES, exportsOf } from './api-docs/program.js'
import { augmentations, kindOf, section } from './api-docs/sections.js'
import { mentioned } from './api-docs/signatures.js'
import { writePage } from './write-page.js'

const PAGE = 'docs/api.md'

const ABOUT = `Every export of the package's five entry points, with its signature. The modifier \`readonly\`
of properties is left out; \`?\` marks what is optional. In the examples, \`app\` is a Fastify instance with
the plugin. The error codes are in [errors](errors.md).`

const KINDS = [
  'Functions',
  'Classes',
  'Interfaces',
  'Types',
  'Schemas',
  'Constants',
  'Added to Fastify',
  'Other types'
]

const KIND_ABOUT = {
  'Added to Fastify': 'Importing the package merges these members into the interfaces of `fastify`.',
  'Other types': 'Types that the signatures above name. They are not exported.'
}

/** Anchors as GitHub makes them: the second heading with the same text ends in `-1`. */
const anchors = new Map()

function anchor (heading) {
  const slug = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-')
  const before = anchors.get(slug) ?? 0
  anchors.set(slug, before + 1)
  return before === 0 ? slug : `${slug}-${before}`
}

/** The exports that the page has described so far, and where. */
const described = new Map()

/** The sections of an entry point, by kind. */
function sectionsOf (entry) {
  mentioned.clear()
  const sections = exportsOf(entry).map(item => {
    const kind = kindOf(item.symbol)
    const elsewhere = described.get(item.symbol)
    const body = elsewhere === undefined ? section(item, kind) : [`The same as ${elsewhere}.`]
    return { ...item, kind, body }
  })
  const added = entry === ENTRIES[0] ? augmentations().map(item => ({ ...item, kind: KINDS[6] })) : []
  const all = [...sections, ...added, ...otherTypes()]
  const byKind = KINDS.map(kind => [kind, all.filter(item => item.kind === kind)])
  return byKind.filter(([, items]) => items.length > 0)
}

/** The types that are only mentioned; their sections may mention others. */
function otherTypes () {
  const others = []
  for (const symbol of mentioned) {
    const kind = symbol.declarations.some(ts.isInterfaceDeclaration) ? 'Interfaces' : 'Types'
    const { name } = symbol
    others.push({ name, kind: 'Other types', body: section({ name, symbol }, kind) })
  }
  return others.sort(byName)
}

/** The table of contents and the text of an entry point. */
function entryPage (entry) {
  const heading = anchor(entry.name)
  const contents = []
  const text = [`## ${entry.name}`, entry.about]
  for (const [kind, sections] of sectionsOf(entry)) {
    const kindAnchor = anchor(kind)
    text.push(`### ${kind}`, KIND_ABOUT[kind])
    const links = sections.map(({ name, symbol, body }) => {
      const link = `#${anchor(name)}`
      if (symbol !== undefined) described.set(symbol, `[\`${name}\`](${link}) of \`${entry.name}\``)
      text.push(`#### ${name}`, ...body)
      return `[${name}](${link})`
    })
    contents.push(wrap(`[${kind}](#${kindAnchor}): ${links.join(', ')}`, '- ', '  '))
  }
  return { contents: `**[${entry.name}](#${heading})**\n\n${contents.join('\n')}`, text }
}

function page () {
  for (const heading of ['API reference', 'Contents']) anchor(heading)
  const entries = ENTRIES.map(entryPage)
  return (
    [
      '# API reference',
      '<!-- Written by npm run docs, from the doc comments in lib. Do not edit. -->',
      wrap(ABOUT, '', ''),
      '## Contents',
      ...entries.map(({ contents }) => contents),
      ...entries.flatMap(({ text }) => text)
    ]
      .filter(Boolean)
      .join('\n\n') + '\n'
  )
}

writePage(PAGE, page())
