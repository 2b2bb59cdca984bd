import type { AttributesSchema } from '../schemas/attributes.js'
import { isIgnored } from '../schemas/ignored-keywords.js'
import { describeValue } from './describe-value.js'
import { optionError } from './option-error.js'

type Keywords = Readonly<Record<string, unknown>>

/** OpenID Connect's standard claims, as far as users may write them. */
const WRITABLE = new Set([
  'address',
  'birthdate',
  'email',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'picture',
  'preferred_username',
  'profile',
  'website',
  'zoneinfo'
])

const ANNOTATIONS = ['default', 'deprecated', 'description', 'examples', 'readOnly', 'title', 'writeOnly']

/**
 * The keywords that the schema may use. Keywords that could accept attributes that are not listed are not
 * included.
 */
const OBJECT_KEYWORDS = new Set([
  ...ANNOTATIONS,
  'type',
  'properties',
  'required',
  'additionalProperties',
  'minProperties',
  'maxProperties'
])

const ATTRIBUTE_KEYWORDS = new Set([
  ...ANNOTATIONS,
  'type',
  'const',
  'enum',
  'anyOf',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf'
])

/** Returns the errors of a schema of attributes, one line each. */
export function attributeErrors (field: string, attributes: AttributesSchema | undefined): readonly string[] {
  if (attributes === undefined) return []
  const {
    type,
    properties,
    required = []
  } = attributes as { type: unknown, properties: unknown, required?: unknown }
  if (type !== 'object' || !isObject(properties)) {
    return [
      optionError(
        field,
        "must be a TypeBox object, Type.Object({ ... }), or a JSON Schema, { type: 'object', properties: " +
          '{ ... } }; got another object'
      )
    ]
  }
  return [
    ...keywordErrors(field, attributes as unknown as Keywords),
    ...requiredErrors(field, properties, required),
    ...Object.entries(properties).flatMap(([name, schema]) =>
      attributeError(`${field}.properties.${name}`, name, schema)
    )
  ]
}

const NOT_SUPPORTED = 'is not supported; list every attribute in properties'

function keywordErrors (field: string, attributes: Keywords): readonly string[] {
  const { additionalProperties: others } = attributes
  return [
    ...unknownKeywords(attributes, OBJECT_KEYWORDS).map(keyword =>
      optionError(`${field}.${keyword}`, NOT_SUPPORTED)
    ),
    ...(others === undefined || typeof others === 'boolean'
      ? []
      : [optionError(`${field}.additionalProperties`, `with a schema ${NOT_SUPPORTED}`)])
  ]
}

function requiredErrors (field: string, properties: object, required: unknown): readonly string[] {
  if (!Array.isArray(required)) {
    const received = describeValue([], required)
    return [optionError(`${field}.required`, `must be a list of names in properties; got ${received}`)]
  }
  return required
    .filter(name => !Object.hasOwn(properties, name))
    .map(name => {
      const received = describeValue([], name)
      return optionError(`${field}.required`, `must list only names in properties; got ${received}`)
    })
}

function attributeError (field: string, name: string, schema: unknown): readonly string[] {
  if (!WRITABLE.has(name) && !/^custom:.{1,20}$/.test(name)) {
    return [
      optionError(field, 'is not an attribute that users can set; use a standard attribute, or custom:<name>')
    ]
  }
  if (!isTextLike(schema)) {
    return [
      optionError(
        field,
        'must be a string, number or boolean, since Cognito stores all attributes as strings'
      )
    ]
  }
  return unsupportedKeywords(schema).map(keyword => optionError(`${field}.${keyword}`, 'is not supported'))
}

const TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean'])

/** Returns whether every value that a schema accepts can be stored as a string. */
function isTextLike (schema: unknown): schema is Keywords {
  if (!isObject(schema)) return false
  const { type, anyOf, enum: values } = schema
  if (Array.isArray(anyOf)) return anyOf.length > 0 && anyOf.every(isTextLike)
  if (type !== undefined) return TYPES.has(type)
  return Array.isArray(values)
    ? values.length > 0 && values.every(isTextLikeValue)
    : isTextLikeValue(schema['const'])
}

function isTextLikeValue (value: unknown): boolean {
  return TYPES.has(typeof value)
}

/** Returns the unsupported keywords of an attribute and of the members of its `anyOf`. */
function unsupportedKeywords (schema: Keywords): readonly string[] {
  const members = (schema['anyOf'] ?? []) as readonly Keywords[]
  return [
    ...new Set([...unknownKeywords(schema, ATTRIBUTE_KEYWORDS), ...members.flatMap(unsupportedKeywords)])
  ]
}

function unknownKeywords (schema: Keywords, known: ReadonlySet<string>): readonly string[] {
  return Object.keys(schema).filter(keyword => !known.has(keyword) && !isIgnored(keyword))
}

function isObject (value: unknown): value is Keywords {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
