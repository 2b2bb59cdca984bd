import { Instrumenter } from '@stryker-mutator/instrumenter'

const silent = () => false
const logger = Object.fromEntries(
  ['isDebugEnabled', 'trace', 'debug', 'info', 'warn', 'error'].map(name => [name, silent])
)

/** Properties whose text is for readers of the OpenAPI document. */
const TEXTS = new Set(['description', 'summary', 'title'])

/** Skips text that only readers see: error messages outside of lib/errors.ts, and the OpenAPI document's. */
const humanText = {
  shouldIgnore: path => {
    const { node, parent } = path
    if (node.type !== 'StringLiteral' && node.type !== 'TemplateLiteral') return undefined
    if (parent.type === 'NewExpression' && /Error$/.test(parent.callee.name)) return 'the message of an error'
    if (parent.type === 'ObjectProperty' && TEXTS.has(parent.key.name)) return 'text of the OpenAPI document'
    return undefined
  }
}

/**
 * Adds the mutants of a TypeScript file to its code, each behind a switch: `stryMutAct_9fa48(id)` returns
 * whether it is active, and `stryCov_9fa48(...ids)` is called when the code of these mutants runs.
 *
 * @param {string} file - such as lib/verification/header.ts; part of the ids
 * @param {string} content
 */
export async function instrument (file, content) {
  const name = file.replace(/^lib\/|\.ts$/g, '')
  const { files, mutants } = await new Instrumenter(logger).instrument(
    [{ name: file, content, mutate: true }],
    { excludedMutations: [], ignorers: [humanText], plugins: null, noHeader: true }
  )
  const code = files[0].content.replace(
    /stry(MutAct|Cov)_9fa48\(((?:"\d+"(?:, )?)+)\)/g,
    (_, kind, ids) => `stry${kind}_9fa48(${ids.replaceAll(/"(\d+)"/g, `"${name}#$1"`)})`
  )
  return {
    code,
    mutants: mutants
      .filter(({ status }) => status !== 'Ignored')
      .map(mutant => describe(mutant, name, file, content))
  }
}

function describe ({ id, location: { start, end }, mutatorName, replacement }, name, file, content) {
  const lines = content.split('\n')
  const offset = ({ line, column }) => lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + column
  return {
    id: `${name}#${id}`,
    file,
    line: start.line + 1,
    mutator: mutatorName,
    /** The line that the mutant starts on, and what it replaces. */
    code: lines[start.line].trim(),
    original: oneLine(content.slice(offset(start), offset(end))),
    replacement: oneLine(replacement)
  }
}

const oneLine = text => text.replace(/\s+/g, ' ').trim()
