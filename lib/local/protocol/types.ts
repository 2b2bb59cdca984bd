import { CognitoException } from '../pool/exception.js'
import { SHAPES } from './service-model.js'
import type { Shape } from './shape.js'

/** The members of a request or of a response. */
export type Fields = Record<string, unknown>

/** Returns whether a value of JSON is an object, neither null nor an array. */
export function isObject (value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const serializationError = (message: string) => new CognitoException('SerializationException', message)

/** Throws SerializationException for a value that is not of its shape's type. Null counts as absent. */
export function checkTypes (name: string, value: unknown): void {
  const shape = SHAPES[name] as Shape
  if (value === undefined || value === null) return
  const [type, isOfType] = TYPES[shape.type]
  if (!isOfType(value)) throw serializationError(`${kindOf(value)} can not be converted to ${type}`)
  if (shape.type === 'list') for (const item of value as unknown[]) checkItem(shape.member as string, item)
  if (shape.type === 'map') {
    for (const item of Object.values(value as Fields)) checkTypes(shape.value as string, item)
  }
  if (shape.type !== 'structure') return
  for (const [member, type] of Object.entries(shape.members as Record<string, string>)) {
    checkTypes(type, own(value as Fields, member))
  }
}

function checkItem (name: string, item: unknown): void {
  if (item === null) throw serializationError('NULL_VALUE can not be an item of a List')
  checkTypes(name, item)
}

function own (value: Fields, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined
}

/** AWS's integers have 32 bits. */
const INTEGER_LIMIT = 2 ** 31

const isString = (value: unknown) => typeof value === 'string'
const isBoolean = (value: unknown) => typeof value === 'boolean'
const isInteger = (value: unknown) => Number.isInteger(value) && Math.abs(value as number) < INTEGER_LIMIT
const isAny = () => true

/** The types by their names in AWS's messages, with the JSON values that they have. */
const TYPES: Record<Shape['type'], [name: string, isOfType: (value: unknown) => boolean]> = {
  string: ['a String', isString],
  boolean: ['a Boolean', isBoolean],
  integer: ['an Integer', isInteger],
  timestamp: ['a Timestamp', Number.isFinite],
  blob: ['a Blob', isString],
  list: ['a List', Array.isArray],
  map: ['a Map', isObject],
  structure: ['a Structure', isObject],
  document: ['a Document', isAny]
}

/** The name that AWS's parser has for a JSON value. */
function kindOf (value: unknown): string {
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  if (typeof value === 'number') return 'NUMBER_VALUE'
  if (typeof value === 'string') return 'STRING_VALUE'
  return Array.isArray(value) ? 'Start of list' : 'Start of structure or map'
}

/** A request after validation: required members are there. */
export type Valid<Input> = Input extends readonly (infer Item)[]
  ? Valid<Item>[]
  : Input extends Date | Uint8Array
    ? Input
    : Input extends object
      ? { [Name in keyof Input]: Valid<Present<Input, Name>> }
      : Input

type Present<Input, Name extends keyof Input> =
  object extends Pick<Input, Name> ? Input[Name] : Exclude<Input[Name], undefined>
