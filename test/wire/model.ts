import { readFileSync } from 'node:fs'
import { patternOf } from './pattern.js'

/** What AWS says its API takes and gives: test/service-model tells where it is from. */
const MODEL = JSON.parse(readFileSync('test/service-model/cognito-idp.json', 'utf8')) as {
  faults: string[]
  operations: Record<string, { input: string, output?: string, errors: string[], signed?: boolean }>
  shapes: Record<string, Shape>
}

// The pattern that AWS's own validation errors name; the model's lacks the inner spaces that its API accepts.
Object.assign(MODEL.shapes['PasswordType'] as Shape, { pattern: '^[\\S]+.*[\\S]+$' })

interface Shape {
  type: 'string' | 'boolean' | 'integer' | 'timestamp' | 'structure' | 'list' | 'map' | 'document'
  min?: number
  max?: number
  pattern?: string
  enum?: string[]
  required?: string[]
  members?: Record<string, string>
  member?: string
  key?: string
  value?: string
}

type Fields = Record<string, unknown>

export function isOperation (operation: string): boolean {
  return Object.hasOwn(MODEL.operations, operation)
}

/** Whether AWS takes the operation only with a signature (SigV4). */
export function isSigned (operation: string): boolean {
  return operationOf(operation).signed === true
}

/** Whether the operation can answer this exception. */
export function declares (operation: string, exception: string): boolean {
  return operationOf(operation).errors.includes(exception)
}

/** The status of an exception: 400 for all but those that are Cognito's own fault. */
export function statusOf (exception: string): number {
  return MODEL.faults.includes(exception) ? 500 : 400
}

/** What AWS would refuse in a request of this operation, a line each. None of them repeats a value. */
export function requestViolations (operation: string, body: unknown): string[] {
  return violations(operationOf(operation).input, body, operation)
}

/** What AWS would not answer to this operation. */
export function answerViolations (operation: string, body: unknown): string[] {
  const { output } = operationOf(operation)
  return output === undefined ? [] : violations(output, body, `${operation}, answered`)
}

function operationOf (operation: string) {
  const found = MODEL.operations[operation]
  if (found === undefined) throw new TypeError(`${operation} is no operation of the service model`)
  return found
}

function violations (name: string, value: unknown, at: string): string[] {
  const shape = MODEL.shapes[name] as Shape
  if (!isOfType(shape.type, value)) return [`${at} is no ${shape.type}`]
  switch (shape.type) {
    case 'structure': return membersOf(shape, value as Fields, at)
    case 'list': return [
      ...outOfBounds(shape, (value as unknown[]).length, at, 'items'),
      ...(value as unknown[]).flatMap((item, index) => violations(shape.member as string, item, `${at}[${index}]`))
    ]
    case 'map': return [
      ...outOfBounds(shape, Object.keys(value as Fields).length, at, 'entries'),
      ...Object.entries(value as Fields).flatMap(([key, item]) => [
        ...violations(shape.key as string, key, `${at}, the key ${key},`),
        ...violations(shape.value as string, item, `${at}.${key}`)
      ])
    ]
    case 'string': return stringViolations(shape, value as string, at)
    case 'integer': return outOfBounds(shape, value as number, at)
    default: return []
  }
}

function membersOf ({ members = {}, required = [] }: Shape, value: Fields, at: string): string[] {
  return [
    ...required.filter(name => value[name] === undefined || value[name] === null).map(name => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, member]) => {
      const shape = Object.hasOwn(members, name) ? members[name] : undefined
      if (shape === undefined) return [`${at}.${name} is no member`]
      // In AWS's JSON protocol null says the same as nothing.
      return member === null ? [] : violations(shape, member, `${at}.${name}`)
    })
  ]
}

function stringViolations (shape: Shape, value: string, at: string): string[] {
  if (shape.enum !== undefined && !shape.enum.includes(value)) return [`${at} is none of ${shape.enum.join(', ')}`]
  return [
    // Smithy counts code points.
    ...outOfBounds(shape, [...value].length, at, 'characters'),
    ...(shape.pattern !== undefined && !patternOf(shape.pattern).test(value) ? [`${at} does not match ${shape.pattern}`] : [])
  ]
}

function outOfBounds ({ min = -Infinity, max = Infinity }: Shape, size: number, at: string, what = ''): string[] {
  if (size < min) return [`${at} is less than ${min} ${what}`.trim()]
  if (size > max) return [`${at} is more than ${max} ${what}`.trim()]
  return []
}

function isOfType (type: Shape['type'], value: unknown): boolean {
  switch (type) {
    case 'string': return typeof value === 'string'
    case 'boolean': return typeof value === 'boolean'
    case 'integer': return Number.isInteger(value)
    case 'timestamp': return typeof value === 'number'
    case 'list': return Array.isArray(value)
    case 'document': return value !== undefined
    default: return typeof value === 'object' && value !== null && !Array.isArray(value)
  }
}
