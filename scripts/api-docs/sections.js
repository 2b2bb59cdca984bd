import { resolve } from 'node:path'
import ts from 'typescript'
import { declarationText, fit, signatureLines } from './format.js'
import { codes, paragraphs, wrap } from './markdown.js'
import { byName, checker, commentOf, DIST, program, tagsOf, TYPE_FLAGS } from './program.js'
import { memberSignature, membersOf, mention, signatureOf, typeParametersText } from './signatures.js'

const schemas = await import(resolve(DIST, 'schemas/index.js'))

/** The kind of an export, by which the page is ordered. */
export function kindOf (symbol) {
  const { declarations } = symbol
  if (declarations.some(ts.isFunctionDeclaration)) return 'Functions'
  if (declarations.some(ts.isClassDeclaration)) return 'Classes'
  if (!declarations.some(ts.isVariableDeclaration)) {
    return declarations.some(ts.isInterfaceDeclaration) ? 'Interfaces' : 'Types'
  }
  const type = checker.getTypeOfSymbol(symbol)
  if (type.getCallSignatures().length > 0) return 'Functions'
  return type.getProperty('static') !== undefined ? 'Schemas' : 'Constants'
}

/** The parts of an export's section: its signature, its description, its members. */
export function section ({ name, symbol }, kind) {
  switch (kind) {
    case 'Functions':
      return [signatures(name, symbol), ...description(symbol, '')]
    case 'Classes':
    case 'Interfaces':
      return [...description(symbol, ''), memberList(declaredMembers(symbol))]
    case 'Schemas':
      return schemaSection(name, symbol)
    case 'Constants':
      return [...description(symbol, ''), constantMembers(name, symbol)]
    default:
      return typeSection(name, symbol)
  }
}

const declaredMembers = symbol => membersOf(checker.getDeclaredTypeOfSymbol(symbol))

function signatures (name, symbol) {
  const functions = symbol.declarations.filter(ts.isFunctionDeclaration)
  const declarations =
    functions.length > 0
      ? functions
      : checker
        .getTypeOfSymbol(symbol)
        .getCallSignatures()
        .map(call => call.declaration)
  return code(declarations.flatMap(node => signatureLines(signatureOf(name, node, symbol))))
}

/** A schema is shown by its type if it has one, for what TypeBox makes of it says little to a reader. */
function schemaSection (name, symbol) {
  if (symbol.declarations.some(ts.isInterfaceDeclaration)) {
    return [...description(symbol, ''), memberList(declaredMembers(symbol))]
  }
  const text = symbol.declarations.some(ts.isTypeAliasDeclaration)
    ? `type ${name} = ${resolved(checker.getDeclaredTypeOfSymbol(symbol))}`
    : `const ${name}: ${checker.typeToString(checker.getTypeOfSymbol(symbol), undefined, TYPE_FLAGS)}`
  return [code(signatureLines(text)), ...description(symbol, ''), schemaMembers(schemas[name])]
}

/** The descriptions that a schema itself has for its members. */
function schemaMembers ({ type, properties = {} } = {}) {
  return Object.entries(type === 'object' ? properties : {})
    .filter(([, { description }]) => description !== undefined)
    .map(([property, { description }]) => wrap(`\`${property}\`: ${description}`, '- ', '  '))
    .join('\n')
}

function constantMembers (name, symbol) {
  const members = membersOf(checker.getTypeOfSymbol(symbol))
  if (members.some(member => commentOf(member) !== '')) return memberList(members)
  return wrap('Its members have the names that [`CognitoErrorCode`](#cognitoerrorcode) lists.', '', '')
}

function typeSection (name, symbol) {
  const alias = symbol.declarations.find(ts.isTypeAliasDeclaration)
  const { type, typeParameters } = alias
  // The operations, which `CognitoAuth` lists as its own.
  if (type.getText().startsWith('ReturnType<')) return description(symbol, '')
  const isObject = ts.isIntersectionTypeNode(type) || ts.isTypeQueryNode(type) || ts.isTypeLiteralNode(type)
  const members = isObject && typeParameters === undefined ? declaredMembers(symbol) : []
  if (members.length > 0) return [...description(symbol, ''), memberList(members)]
  mention(type)
  const written =
    ts.isTypeOperatorNode(type) || ts.isIndexedAccessTypeNode(type)
      ? resolved(checker.getDeclaredTypeOfSymbol(symbol))
      : declarationText(type.getText())
  const text = `type ${name}${typeParametersText(typeParameters)} = ${written}`
  return [code(signatureLines(text)), ...description(symbol, '')]
}

const resolved = type => checker.typeToString(type, undefined, TYPE_FLAGS | ts.TypeFormatFlags.InTypeAlias)

/** The description of a symbol, then its parameters, what it throws, and where to read on. */
function description (symbol, indent) {
  const tags = tagsOf(symbol)
  const texts = (...names) => tags.filter(({ name }) => names.includes(name)).map(({ text }) => text)
  const items = [
    ...texts('param').map(text => text.replace(/^(\S+)(?: - | )?/, '`$1`: ')),
    ...texts('returns').map(text => `Returns ${text}`),
    ...texts('throws').map(text => `Throws ${codes(text)}`),
    ...texts('see').map(text => `See ${text}`)
  ]
  return [
    ...paragraphs(commentOf(symbol), indent),
    items.map(item => wrap(item, `${indent}- `, `${indent}  `)).join('\n'),
    ...texts('example').flatMap(text => {
      return paragraphs(text.includes('```') ? text : `\`\`\`ts\n${text.trim()}\n\`\`\``, indent)
    })
  ].filter(part => part !== '')
}

/** Members as a list: each with its signature, and its description below. */
export function memberList (members) {
  return members
    .map(member => {
      const lines = fit(memberSignature(member), 100)
      const [first, ...rest] = description(member, '  ')
      const isShort = lines.length === 1
      const head = isShort ? `- \`${lines[0]}\`` : `- \`${member.name}\`\n\n${code(lines, '  ')}`
      if (first === undefined) return head
      const isProse = !/^ {2}(-|```)/.test(first)
      return [`${head}${isShort && isProse ? '\\\n' : '\n\n'}${first}`, ...rest].join('\n\n')
    })
    .join('\n')
}

function code (lines, indent = '') {
  return ['```ts', ...lines, '```'].map(line => indent + line).join('\n')
}

/** What the plugin adds to the interfaces of Fastify, by interface. */
export function augmentations () {
  const interfaces = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(`${DIST}/`))
    .flatMap(({ statements }) => statements.filter(ts.isModuleDeclaration))
    .flatMap(({ body }) => body.statements.filter(ts.isInterfaceDeclaration))
  return interfaces
    .map(node => {
      const comments = ts
        .getJSDocCommentsAndTags(node)
        .map(({ comment }) => ts.getTextOfJSDocComment(comment))
      const members = node.members.map(({ name }) => checker.getSymbolAtLocation(name))
      return { name: node.name.text, body: [...paragraphs(comments.join('\n\n'), ''), memberList(members)] }
    })
    .sort(byName)
}
