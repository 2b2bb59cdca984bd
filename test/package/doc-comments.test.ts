import { resolve } from 'node:path'
import t from 'tap'
import ts from 'typescript'

// An editor shows the doc comments of the declarations: every export and every member of one has its own.

const ENTRIES = ['index', 'schemas/index', 'client/index', 'testing/index', 'local/index'].map(name =>
  resolve(`dist/${name}.d.ts`)
)

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  types: ['node'],
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts']
}

const program = ts.createProgram(ENTRIES, OPTIONS)
const checker = program.getTypeChecker()

const isDocumented = (symbol: ts.Symbol) =>
  symbol.getDocumentationComment(checker).some(({ text }) => text.trim() !== '')

/** Returns the declared members, without the private ones of TypeScript. */
function membersOf (declaration: ts.Node): readonly ts.Symbol[] {
  const members =
    ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration)
      ? declaration.members
      : ts.isTypeAliasDeclaration(declaration) && ts.isTypeLiteralNode(declaration.type)
        ? declaration.type.members
        : []
  return [...members].flatMap(member => {
    const isPrivate = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0
    if (member.name === undefined || ts.isPrivateIdentifier(member.name) || isPrivate) return []
    return checker.getSymbolAtLocation(member.name) ?? []
  })
}

/** Returns the exports of an entry, and their members, by name. */
function documentable (entry: string): ReadonlyMap<string, ts.Symbol> {
  const file = checker.getSymbolAtLocation(program.getSourceFile(entry) as ts.SourceFile) as ts.Symbol
  return new Map(
    checker.getExportsOfModule(file).flatMap(exported => {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0
      const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported
      const members = (symbol.declarations ?? []).flatMap(membersOf)
      return [
        [exported.name, symbol] as const,
        ...members.map(member => [`${exported.name}.${member.name}`, member] as const)
      ]
    })
  )
}

for (const entry of ENTRIES) {
  t.test(
    `every export of ${entry.slice(resolve('dist').length + 1)} and every member has a doc comment`,
    async t => {
      const all = [...documentable(entry)]
      t.ok(all.length > 5, `${all.length} of them`)
      t.strictSame(
        all.filter(([, symbol]) => !isDocumented(symbol)).map(([name]) => name),
        []
      )
    }
  )
}

t.test('every exported function and class has an example', async t => {
  const all = new Map(ENTRIES.flatMap(entry => [...documentable(entry)]))
  const isCallable = ({ flags }: ts.Symbol) =>
    (flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) !== 0
  const callable = [...all].filter(([, symbol]) => isCallable(symbol))
  t.ok(callable.length > 20, `${callable.length} of them`)
  t.strictSame(
    callable
      .filter(([, symbol]) => !symbol.getJsDocTags(checker).some(({ name }) => name === 'example'))
      .map(([name]) => name),
    []
  )
})

t.test('everything that the plugin adds to the interfaces of Fastify has a doc comment', async t => {
  const file = program.getSourceFile(resolve('dist/augment.d.ts')) as ts.SourceFile
  const members = file.statements
    .filter(ts.isModuleDeclaration)
    .flatMap(({ body }) => (body !== undefined && ts.isModuleBlock(body) ? [...body.statements] : []))
    .flatMap(membersOf)
  t.ok(members.length > 10, `${members.length} of them`)
  t.strictSame(
    members.filter(member => !isDocumented(member)).map(({ name }) => name),
    []
  )
})

t.test('an editor shows the description of an option', async t => {
  const file = resolve('test/package/hover.ts')
  const source = `import type { CognitoAuthOptions } from '../../dist/index.js'
const options: CognitoAuthOptions = {
  userPoolId: '', clientId: '', tokenUse: 'id', permissions: {}, jwksCache: { maxAge: 1000 },
  routes: { prefix: '/auth', signIn: { flows: [] }, rateLimit: { account: { max: 1 } } }
}`
  const service = ts.createLanguageService({
    getCompilationSettings: () => OPTIONS,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: name => {
      const text = name === file ? source : ts.sys.readFile(name)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => process.cwd(),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: name => name === file || ts.sys.fileExists(name),
    readFile: name => (name === file ? source : ts.sys.readFile(name)),
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories
  })
  t.strictSame(service.getSemanticDiagnostics(file), [])
  for (const option of source.matchAll(/(\w+): /g)) {
    if (option[1] === 'options') continue
    const shown = service.getQuickInfoAtPosition(file, option.index)?.documentation ?? []
    t.not(
      shown
        .map(({ text }) => text)
        .join('')
        .trim(),
      '',
      option[1] as string
    )
  }
})
