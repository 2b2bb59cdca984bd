import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'

const LEVELS = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])

/** A call of a logger in the package's source. */
export interface LogCall {
  readonly level: string
  /** The message; interpolated values are `…`. */
  readonly message: string
  /** The names of its fields, if they are literal. */
  readonly fields: readonly string[]
}

/** Returns every call of a logger under `lib`, except the local Cognito's. */
export async function logCalls (): Promise<readonly LogCall[]> {
  const files = (await readdir('lib', { recursive: true })).filter(
    file => file.endsWith('.ts') && !file.startsWith('local/')
  )
  const sources = await Promise.all(files.map(async file => readFile(join('lib', file), 'utf8')))
  return sources.flatMap((source, index) => {
    const calls: LogCall[] = []
    const visit = (node: ts.Node): void => {
      const call = logCall(node)
      if (call !== undefined) calls.push(call)
      ts.forEachChild(node, visit)
    }
    visit(ts.createSourceFile(files[index] as string, source, ts.ScriptTarget.ES2023, true))
    return calls
  })
}

function logCall (node: ts.Node): LogCall | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined
  const {
    name: { text: level },
    expression: logger
  } = node.expression
  if (!LEVELS.has(level) || !/\b(log|loggerFor|child)\b/.test(logger.getText())) return undefined
  const first = node.arguments[0] as ts.Expression
  return { level, message: textOf(node.arguments.at(-1) as ts.Expression), fields: fieldsOf(first) }
}

function textOf (node: ts.Expression): string {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
  }
  if (ts.isBinaryExpression(node)) return textOf(node.left) + textOf(node.right)
  return '…'
}

function fieldsOf (node: ts.Expression): readonly string[] {
  if (!ts.isObjectLiteralExpression(node)) return []
  return node.properties.flatMap(property => (property.name === undefined ? [] : [property.name.getText()]))
}
