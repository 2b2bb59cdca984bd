/**
 * Writes lib/local/protocol/service-model.ts from AWS's service model of Cognito.
 *
 * node scripts/service-model.js service-2.json "botocore 1.43.107" [output.ts]
 *
 * The first argument is botocore's model, unpacked (`botocore/data/cognito-idp/2016-04-18/service-2.json`),
 * the second its version. Operations and members that only the installed AWS SDK has are added from its
 * schemas, which have types and required members but no constraints. The file is not edited by hand: what
 * differs from both sources is below, with its reason.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import * as schemas from '@aws-sdk/client-cognito-identity-provider'

const TARGET = new URL('../lib/local/protocol/service-model.ts', import.meta.url)
const KEPT = ['min', 'max', 'pattern', 'enum', 'required', 'sensitive']
/** The API's own validation errors name this pattern, and passwords with inner spaces are accepted. */
const PASSWORD_PATTERN = '^[\\S]+.*[\\S]+$'
const DOMAIN_LABEL = '[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?'
/**
 * The model has no dots, which custom domains such as `auth.example.com` have.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html
 */
const DOMAIN_PATTERN = `^${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*$`
/** The longest line of the file. */
const WIDTH = 110
const CLIENT_TOKEN_FLOW = 'ALLOW_CLIENT_TOKEN_AUTH'

const [path, version, output = TARGET] = process.argv.slice(2)
const model = JSON.parse(readFileSync(path, 'utf8'))
const shapes = Object.fromEntries(Object.entries(model.shapes).map(([name, shape]) => [name, reduce(shape)]))
const operations = Object.fromEntries(
  Object.entries(model.operations).map(([name, operation]) => [
    name,
    {
      input: operation.input.shape,
      ...(operation.output && { output: operation.output.shape }),
      errors: [...new Set((operation.errors ?? []).map(error => error.shape))].sort(),
      ...(operation.authtype !== 'none' && { signed: true })
    }
  ])
)
shapes.PasswordType.pattern = PASSWORD_PATTERN
shapes.DomainType.pattern = DOMAIN_PATTERN
// The documentation of GetClientToken requires this flow, which the models do not have yet.
if (!shapes.ExplicitAuthFlowsType.enum.includes(CLIENT_TOKEN_FLOW)) {
  shapes.ExplicitAuthFlowsType.enum.push(CLIENT_TOKEN_FLOW)
}
const faults = Object.keys(model.shapes)
  .filter(name => model.shapes[name].fault)
  .sort()

for (const schema of Object.values(schemas)) {
  if (schema?.[0] === 9 && operations[schema[2]] === undefined) addOperation(schema)
  else if (schema?.[0] === 3 && shapes[schema[2]] !== undefined) addMembers(schema)
}
write()

function reduce (shape) {
  const kept = { type: shape.document ? 'document' : shape.type === 'long' ? 'integer' : shape.type }
  for (const key of KEPT) if (shape[key] !== undefined) kept[key] = shape[key]
  for (const key of ['member', 'key', 'value']) if (shape[key] !== undefined) kept[key] = shape[key].shape
  if (shape.members && !shape.document) {
    kept.members = Object.fromEntries(
      Object.entries(shape.members).map(([name, member]) => [name, member.shape])
    )
  }
  return kept
}

function addOperation ([, , name, , input, output]) {
  const withToken = input()[4].includes('AccessToken')
  operations[name] = {
    input: addStructure(input()),
    output: addStructure(output()),
    errors: declaredErrors(name),
    ...(!withToken && { signed: true })
  }
}

/** The exceptions in the documentation of the SDK's command. */
function declaredErrors (name) {
  const folder = '../node_modules/@aws-sdk/client-cognito-identity-provider/dist-types/commands'
  const text = readFileSync(new URL(`${folder}/${name}Command.d.ts`, import.meta.url), 'utf8')
  return [...text.matchAll(/@throws \{@link (\w+Exception)\} \(/g)].map(([, error]) => error).sort()
}

function addStructure (schema) {
  const [, , name, , members, types, required = 0] = schema
  if (shapes[name] !== undefined) return name
  const shape = (shapes[name] = { type: 'structure' })
  if (required > 0) shape.required = members.slice(0, required)
  shape.members = Object.fromEntries(members.map((member, index) => [member, shapeOf(types[index], member)]))
  return name
}

function addMembers ([, , name, , members, types]) {
  const shape = shapes[name]
  if (shape.type !== 'structure' || shape.members === undefined) return
  for (const [index, member] of members.entries()) shape.members[member] ??= shapeOf(types[index], member)
}

/**
 * The shape of a member: that which members of this name have in botocore's model, or one of the type alone.
 */
function shapeOf (type, member) {
  const schema = resolve(type)
  if (Array.isArray(schema)) return namedShape(schema)
  const known = Object.values(model.shapes)
    .map(shape => shape.members?.[member]?.shape)
    .find(shape => shape !== undefined && shapes[shape].type === simpleType(schema))
  return known ?? simpleShape(schema)
}

function resolve (type) {
  const value = Array.isArray(type) && typeof type[0] === 'function' ? type[0] : type
  return typeof value === 'function' ? value() : value
}

function namedShape (schema) {
  const [kind, , name] = schema
  if (kind === 3) return addStructure(schema)
  if (shapes[name] !== undefined) return name
  if (kind === 0) {
    shapes[name] = { type: simpleType(schema[3] & ~8), ...(schema[3] & 8 && { sensitive: true }) }
  } else if (kind === 1) shapes[name] = { type: 'list', member: shapeOf(schema[4]) }
  else if (kind === 2) shapes[name] = { type: 'map', key: shapeOf(schema[4]), value: shapeOf(schema[5]) }
  else throw new Error(`Schema ${name} of kind ${kind} is not known.`)
  return name
}

function simpleType (code) {
  if (code & 64) return 'list'
  if (code & 128) return 'map'
  return { 0: 'string', 1: 'integer', 2: 'boolean', 4: 'timestamp', 15: 'document' }[code]
}

function simpleShape (code) {
  const name = `Plain_${simpleType(code)}_${code}`
  shapes[name] ??=
    code & 64
      ? { type: 'list', member: simpleShape(code & ~64) }
      : code & 128
        ? { type: 'map', key: simpleShape(0), value: simpleShape(code & ~128) }
        : { type: simpleType(code) }
  return name
}

function reached () {
  const found = new Set()
  const waiting = Object.values(operations).flatMap(({ input, output }) => [input, output ?? []].flat())
  while (waiting.length > 0) {
    const name = waiting.pop()
    if (found.has(name)) continue
    found.add(name)
    const { members = {}, member, key, value } = shapes[name]
    waiting.push(...Object.values(members), ...[member, key, value].filter(Boolean))
  }
  return [...found].sort()
}

function sdkVersion () {
  const url = new URL(
    '../node_modules/@aws-sdk/client-cognito-identity-provider/package.json',
    import.meta.url
  )
  return JSON.parse(readFileSync(url, 'utf8')).version
}

function write () {
  const sorted = (names, entries) => Object.fromEntries(names.map(name => [name, entries[name]]))
  writeFileSync(
    output,
    `/**
 * What AWS's API of Cognito user pools accepts and returns. Written by scripts/service-model.js from
 * ${version} and the AWS SDK ${sdkVersion()}.
 *
 * botocore's service model is under the Apache License 2.0, Copyright Amazon.com, Inc. or its affiliates.
 * Changed against the original: the documentation is left out, and so are the shapes that no request or
 * answer reaches.
 */
/* eslint-disable */
import type { OperationModel, Shape } from './shape.js'

/** Exceptions whose response has status 500. */
${declared('export const FAULTS: readonly string[] = ', faults)}

${declared(
  'export const OPERATIONS: Readonly<Record<string, OperationModel>> = ',
  sorted(Object.keys(operations).sort(), operations)
)}

${declared('export const SHAPES: Readonly<Record<string, Shape>> = ', sorted(reached(), shapes))}
`
  )
}

/** Returns a declaration: the value is on one line if it fits, and otherwise has a line for each member. */
function declared (start, value) {
  return start + literal(value, '', start.length)
}

function literal (value, indent, used) {
  const flat = inline(value)
  if (used + flat.length <= WIDTH) return flat
  const inner = `${indent}  `
  if (typeof value === 'string') return `\n${inner}${flat}`
  const isList = Array.isArray(value)
  const entries = Object.entries(value)
  const lines = entries.map(([name, member], index) => {
    const start = inner + (isList ? '' : `${keyOf(name)}: `)
    const comma = index < entries.length - 1 ? ',' : ''
    return `${start}${literal(member, inner, start.length + comma.length)}${comma}`.replace(': \n', ':\n')
  })
  const [open, close] = isList ? '[]' : '{}'
  return `${open}\n${lines.join('\n')}\n${indent}${close}`
}

function inline (value) {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object') return String(value)
  const members = Object.entries(value).map(([name, member]) => `${keyOf(name)}: ${inline(member)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

function keyOf (name) {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)
}

function quoted (text) {
  const json = JSON.stringify(text)
  return text.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`
}
