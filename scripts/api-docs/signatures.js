import ts from 'typescript'
import { declarationText } from './format.js'
import { checker, exported, isOurs, tagsOf, target, TYPE_FLAGS } from './program.js'

/** The types of this package that signatures name and no entry point exports. */
export const mentioned = new Set()

/** Finds them in a type. */
export function mention (node) {
  const name = ts.isTypeReferenceNode(node)
    ? node.typeName
    : ts.isImportTypeNode(node)
      ? node.qualifier
      : undefined
  const symbol = name && checker.getSymbolAtLocation(name)
  if (symbol !== undefined) {
    const found = target(symbol)
    const declaration = found.declarations?.find(isType)
    const isKnown = exported.has(found) || declaration === undefined || !isOurs(declaration)
    if (!isKnown && !isAugmentation(declaration)) mentioned.add(found)
  }
  ts.forEachChild(node, mention)
}

const isType = node => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)

const isAugmentation = ({ parent }) => parent.parent !== undefined && ts.isModuleDeclaration(parent.parent)

/** A type as it is written, or as the compiler resolves it where the written one cannot be looked up. */
function typeText (node, type, at) {
  if (node === undefined || ts.isIndexedAccessTypeNode(node) || ts.isTypeQueryNode(node)) {
    return declarationText(checker.typeToString(type, at, TYPE_FLAGS))
  }
  mention(node)
  return declarationText(node.getText())
}

export function typeParametersText (nodes) {
  return nodes === undefined ? '' : `<${nodes.map(node => declarationText(node.getText())).join(', ')}>`
}

function parameterText (parameter, documented) {
  const type = typeText(parameter.type, checker.getTypeAtLocation(parameter), parameter)
  const rest = parameter.dotDotDotToken === undefined ? '' : '...'
  const optional = parameter.questionToken === undefined ? '' : '?'
  return `${rest}${parameterName(parameter, type, documented)}${optional}: ${type}`
}

/** A parameter that is destructured has the name of its `@param`, or one for its type. */
function parameterName ({ name }, type, documented) {
  if (ts.isIdentifier(name)) return name.text
  if (documented !== undefined) return documented
  return /Options\b/.test(type) ? 'options' : 'input'
}

export function signatureOf (name, { typeParameters, parameters, type }, symbol) {
  const params = parameters.filter(({ name }) => name.getText() !== 'this')
  const tags = tagsOf(symbol)
    .filter(tag => tag.name === 'param')
    .map(({ text }) => /^\w+/.exec(text)?.[0])
  const documented = [...new Set(tags)]
  const names = documented.length === params.length ? documented : []
  const texts = params.map((parameter, index) => parameterText(parameter, names[index]))
  return `${name}${typeParametersText(typeParameters)}(${texts.join(', ')}): ${typeText(type)}`
}

/** `name?: type`, or `name(...): type` if the member is a function. */
export function memberSignature (symbol) {
  const [declaration] = symbol.declarations
  const { type: node } = declaration
  const optional = (symbol.flags & ts.SymbolFlags.Optional) === 0 ? '' : '?'
  const name = (/^[\w$]+$/.test(symbol.name) ? symbol.name : `'${symbol.name}'`) + optional
  const isMethod = ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration)
  if (isMethod) return signatureOf(name, declaration, symbol)
  const isFunction = node !== undefined && ts.isFunctionTypeNode(node) && optional === ''
  if (isFunction) return signatureOf(name, node, symbol)
  const type = checker.getTypeOfSymbol(symbol)
  const [call] = type.getCallSignatures()
  if (node !== undefined && ts.isIndexedAccessTypeNode(node) && call !== undefined) {
    const signature = checker.signatureToString(call, declaration, TYPE_FLAGS)
    return name + signature.replaceAll(/\?: (\w+) \| undefined/g, '?: $1')
  }
  const text = typeText(isSchemaType(node, type) ? undefined : node, type, declaration)
  return `${name}: ${optional === '' ? text : text.replace(/ \| undefined$/, '')}`
}

/** Whether a property is mapped from one of a TypeBox schema: its type is not the one that is written. */
function isSchemaType (node, type) {
  const written = node?.getText().replace(/^import\("[^"]*"\)\./, '') ?? ''
  return /^T[A-Z]\w*(<|$)/.test(written) && !exported.has(type.aliasSymbol)
}

/** The members of a type that this package declares, in their order. */
export function membersOf (type) {
  return checker.getPropertiesOfType(type).filter(property => {
    const declaration = property.declarations?.[0]
    const name = declaration?.name
    if (name === undefined || !isOurs(declaration)) return false
    if (ts.isPrivateIdentifier(name) || ts.isComputedPropertyName(name)) return false
    const isPrivate = (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) !== 0
    return !isPrivate && !isNever(declaration)
  })
}

/** `userPools?: never`, which only keeps two forms of options apart. */
const isNever = ({ type }) => type?.kind === ts.SyntaxKind.NeverKeyword
