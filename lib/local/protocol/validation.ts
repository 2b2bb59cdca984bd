import { CognitoException, invalidParameter } from '../pool/exception.js'
import { OPERATIONS, SHAPES } from './service-model.js'
import type { Shape } from './shape.js'
import { checkTypes, type Fields } from './types.js'

/**
 * Validates a request against the service model, with the exceptions and messages of AWS.
 *
 * @throws SerializationException for a value of the wrong type
 * @throws InvalidParameterException that lists every constraint violation
 */
export function validate (operation: string, input: Fields): void {
  const name = (OPERATIONS[operation] as { input: string }).input
  checkTypes(name, input)
  const violations = structureViolations(SHAPES[name] as Shape, input, '')
  if (violations.length === 0) return
  const errors = violations.length === 1 ? 'error' : 'errors'
  throw invalidParameter(`${violations.length} validation ${errors} detected: ${violations.join('; ')}`)
}

/** Returns whether the operation declares the exception. */
export function declares (operation: string, exception: string): boolean {
  return (OPERATIONS[operation] as { errors: readonly string[] }).errors.includes(exception)
}

/** Returns the exception, or its alternative if the operation does not declare it. */
export function toDeclared (operation: string, exception: CognitoException): CognitoException {
  if (exception.otherwise === undefined || declares(operation, exception.name)) return exception
  return new CognitoException(exception.otherwise, exception.message)
}

function structureViolations ({ members = {}, required = [] }: Shape, value: Fields, path: string): string[] {
  const missing = required
    .filter(name => (value[name] ?? undefined) === undefined)
    .map(name => violation(null, `${path}${memberName(name)}`, 'Member must not be null'))
  const present = Object.entries(members).flatMap(([name, shape]) => {
    const member = value[name] ?? undefined
    return member === undefined ? [] : violations(shape, member, `${path}${memberName(name)}`)
  })
  return [...missing, ...present]
}

function violations (name: string, value: unknown, path: string): string[] {
  const shape = SHAPES[name] as Shape
  switch (shape.type) {
    case 'structure':
      return structureViolations(shape, value as Fields, `${path}.`)
    case 'list':
      return listViolations(shape, value as unknown[], path)
    case 'map':
      return mapViolations(shape, value as Fields, path)
    default:
      return constraints(shape, value).map(text => violation(displayedValue(shape, value), path, text))
  }
}

function listViolations (list: Shape, items: readonly unknown[], path: string): string[] {
  const size = sizeViolations(list, items.length).map(text =>
    violation(displayedValue(list, items), path, text)
  )
  return [...size, ...itemViolations(list.member as string, items, path)]
}

/** AWS reports one violation for all strings of a list, and one for each structure of a list. */
function itemViolations (member: string, items: readonly unknown[], path: string): string[] {
  const shape = SHAPES[member] as Shape
  if (shape.type === 'structure') {
    return items.flatMap((item, index) => violations(member, item, `${path}.${index + 1}.member`))
  }
  const texts = [...new Set(items.flatMap(item => constraints(shape, item)))]
  if (texts.length === 0) return []
  const text = `Member must satisfy constraint: [${texts.join(', ')}]`
  return [violation(displayedValue(shape, items), path, text)]
}

function mapViolations (shape: Shape, entries: Fields, path: string): string[] {
  const { key, value } = shape
  const names = Object.keys(entries)
  const keys = [...new Set(names.flatMap(name => constraints(SHAPES[key as string] as Shape, name)))]
  const ofKeys = keys.length > 0 ? [`Map keys must satisfy constraint: [${keys.join(', ')}]`] : []
  const values = Object.entries(entries).flatMap(([name, entry]) =>
    violations(value as string, entry, `${path}.${name}.member`)
  )
  const texts = [...sizeViolations(shape, names.length), ...ofKeys]
  return [...texts.map(text => violation(undefined, path, text)), ...values]
}

function constraints (shape: Shape, value: unknown): string[] {
  if (shape.type === 'integer') return sizeViolations(shape, value as number)
  if (shape.type !== 'string') return []
  const text = value as string
  if (shape.enum !== undefined) {
    return shape.enum.includes(text) ? [] : [`Member must satisfy enum value set: [${shape.enum.join(', ')}]`]
  }
  return [
    // Smithy counts code points.
    ...sizeViolations(shape, [...text].length),
    ...(shape.pattern !== undefined && !patternOf(shape.pattern).test(text)
      ? [`Member must satisfy regular expression pattern: ${shape.pattern}`]
      : [])
  ]
}

function sizeViolations ({ type, min = -Infinity, max = Infinity }: Shape, size: number): string[] {
  const quantity = type === 'integer' ? 'value' : 'length'
  if (size < min) return [`Member must have ${quantity} greater than or equal to ${min}`]
  if (size > max) return [`Member must have ${quantity} less than or equal to ${max}`]
  return []
}

function violation (value: string | null | undefined, path: string, constraint: string): string {
  const start = value === undefined ? 'Value' : value === null ? 'Value null' : `Value '${value}'`
  return `${start} at '${path}' failed to satisfy constraint: ${constraint}`
}

/** Returns a value as messages contain it. They contain neither sensitive values nor lists of structures. */
function displayedValue ({ sensitive }: Shape, value: unknown): string | undefined {
  if (sensitive === true) return undefined
  if (!Array.isArray(value)) return String(value)
  return value.some(item => typeof item === 'object') ? undefined : `[${value.join(', ')}]`
}

function memberName (name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

const patterns = new Map<string, RegExp>()

/** AWS matches the whole value, with Java's syntax: `\S` is any character except ASCII white space. */
function patternOf (pattern: string): RegExp {
  let expression = patterns.get(pattern)
  if (expression === undefined) {
    expression = new RegExp(`^(?:${pattern.replaceAll('[\\S]', '[^\\t-\\r ]')})$`, 'u')
    patterns.set(pattern, expression)
  }
  return expression
}
