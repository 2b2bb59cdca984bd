import { isIgnored, type AttributesSchema } from '../schemas/attributes.js'

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

/**
 * Everything that is wrong with a schema of attributes, each in a line that names the field and the remedy.
 */
export function attributeErrors (field: string, attributes: AttributesSchema | undefined): readonly string[] {
  if (attributes === undefined) return []
  const {
    type,
    properties,
    required = []
  } = attributes as { type: unknown, properties: unknown, required?: unknown }
  if (type !== 'object' || !isObject(properties)) {
    return [
      `- ${field}: expects a TypeBox object, Type.Object({ ... }), or a JSON Schema, { type: 'object', ` +
        'properties: { ... } }; got another object'
    ]
  }
  return [
    ...keywordErrors(field, attributes as unknown as Keywords),
    ...requiredErrors(field, properties, required),
    ...Object.entries(properties).flatMap(([name, schema]) => attributeError(field, name, schema))
  ]
}

function keywordErrors (field: string, attributes: Keywords): readonly string[] {
  const { additionalProperties: others } = attributes
  return [
    ...unknownKeywords(attributes, OBJECT_KEYWORDS).map(
      keyword => `- ${field}: ${keyword} is not supported; list every attribute in properties`
    ),
    ...(others === undefined || typeof others === 'boolean'
      ? []
      : [
          `- ${field}: additionalProperties: no other attribute is accepted; list every attribute in ` +
            'properties'
        ])
  ]
}

function requiredErrors (field: string, properties: object, required: unknown): readonly string[] {
  if (!Array.isArray(required)) return [`- ${field}: required: expects a list of names of properties`]
  return required
    .filter(name => !Object.hasOwn(properties, name))
    .map(name => `- ${field}: required names ${String(name)}, which is not in properties`)
}

function attributeError (field: string, name: string, schema: unknown): readonly string[] {
  if (!WRITABLE.has(name) && !/^custom:.{1,20}$/.test(name)) {
    return [
      `- ${field}: ${name} is not an attribute that users write; there are the standard ones, and ` +
        'custom:<name>'
    ]
  }
  if (!isTextLike(schema)) {
    return [
      `- ${field}: ${name} must be text, a number or a boolean: Cognito ` + 'keeps all attributes as text'
    ]
  }
  return unsupportedKeywords(schema).map(keyword => `- ${field}: ${name}: ${keyword} is not supported`)
}

const TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean'])

/** Whether all that a schema accepts can be written as text, and read back. */
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

/** The keywords of an attribute, and of its alternatives, that are not supported. */
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
