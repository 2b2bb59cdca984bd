import { resolve } from 'node:path'
import ts from 'typescript'

export const DIST = resolve('dist')

export const ENTRIES = [
  {
    file: 'index',
    name: 'fastify-cognito-auth',
    about: 'The plugin and its options. `cognitoAuth` is also the default export.'
  },
  {
    file: 'schemas/index',
    name: 'fastify-cognito-auth/schemas',
    about: 'The TypeBox schemas of the auth API, for routes of your own. A schema and its type share a name.'
  },
  {
    file: 'client/index',
    name: 'fastify-cognito-auth/client',
    about: 'The client of the auth API, for browsers: [client](client.md).'
  },
  {
    file: 'testing/index',
    name: 'fastify-cognito-auth/testing',
    about: 'A user pool in memory, for tests.'
  },
  {
    file: 'local/index',
    name: 'fastify-cognito-auth/local',
    about: 'A local Cognito, for development and tests, and the creation of user pools.'
  }
]

export const program = ts.createProgram(
  ENTRIES.map(({ file }) => resolve(DIST, `${file}.d.ts`)),
  {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    types: ['node'],
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts']
  }
)

export const checker = program.getTypeChecker()

export const TYPE_FLAGS =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType |
  ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope

export const isOurs = node => node.getSourceFile().fileName.startsWith(`${DIST}/`)

/** The symbol that an export stands for. */
export function target (symbol) {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)
}

const collator = new Intl.Collator('en', { sensitivity: 'base' })

export const byName = (a, b) => collator.compare(a.name, b.name) || (a.name < b.name ? 1 : -1)

/** The exports of an entry point, by name, without the default export, which has another name too. */
export function exportsOf ({ file }) {
  const source = checker.getSymbolAtLocation(program.getSourceFile(resolve(DIST, `${file}.d.ts`)))
  return checker
    .getExportsOfModule(source)
    .filter(({ name }) => name !== 'default')
    .map(symbol => ({ name: symbol.name, symbol: target(symbol) }))
    .sort(byName)
}

export const exported = new Set(ENTRIES.flatMap(exportsOf).map(({ symbol }) => symbol))

export const commentOf = symbol => ts.displayPartsToString(symbol.getDocumentationComment(checker))

export function tagsOf (symbol) {
  return symbol.getJsDocTags(checker).map(({ name, text }) => ({ name, text: ts.displayPartsToString(text) }))
}
