import { Type, type Static, type TObject, type TOptional, type TSchema } from '@sinclair/typebox'
import { isIgnored } from './ignored-keywords.js'

/**
 * The schema of an object of attributes: a TypeBox object, of `@sinclair/typebox` or of `typebox` 1.x, or
 * plain JSON Schema. Every attribute is a string, a number or a boolean. Attributes that are not in
 * `required` are optional, and attributes that are not in `properties` are rejected, regardless of
 * `additionalProperties`.
 */
export interface AttributesSchema {
  /** The schema is of an object. */
  readonly type: 'object'
  /** The schema of each attribute, by its name in Cognito, such as `email` or `custom:role`. */
  readonly properties: Readonly<Record<string, object>>
  /** The names of the attributes that must be present. */
  readonly required?: readonly string[] | undefined
}

/** The values of one attribute's schema, read from the type of the JSON Schema. */
type StaticAttribute<Schema> = Schema extends { const: infer Value }
  ? Value
  : Schema extends { enum: readonly (infer Value)[] }
    ? Value
    : Schema extends { anyOf: readonly (infer Member)[] }
      ? StaticAttribute<Member>
      : Schema extends { type: 'string' }
        ? string
        : Schema extends { type: 'number' | 'integer' }
          ? number
          : Schema extends { type: 'boolean' }
            ? boolean
            : string | number | boolean

/**
 * The names of the required attributes: of `typebox` 1.x those that are not marked as optional, of JSON
 * Schema those in `required`.
 */
type RequiredNames<Schema extends AttributesSchema> = Schema extends { '~kind': 'Object' }
  ? {
      [Name in keyof Schema['properties']]: Schema['properties'][Name] extends { '~optional': true }
        ? never
        : Name
    }[keyof Schema['properties']]
  : Schema extends { required: readonly (infer Names)[] }
    ? Names & keyof Schema['properties']
    : never

type Flat<Value> = { [Name in keyof Value]: Value[Name] }

/** The type of the values that a schema of attributes accepts. */
export type StaticAttributes<Schema extends AttributesSchema> = Schema extends TObject
  ? Static<Schema>
  : Flat<
      { -readonly [Name in RequiredNames<Schema>]: StaticAttribute<Schema['properties'][Name]> } & {
        -readonly [Name in Exclude<keyof Schema['properties'], RequiredNames<Schema>>]?: StaticAttribute<
          Schema['properties'][Name]
        >
      }
    >

/**
 * Returns the schema as plain JSON Schema without additional properties, with TypeBox's marks of optional
 * properties.
 */
export function closedAttributes ({ type, properties, required = [], ...rest }: AttributesSchema): TObject {
  const entries = Object.entries(properties).map(([name, schema]) => {
    const attribute = Type.Unsafe(plain(schema) as TSchema)
    return [name, required.includes(name) ? attribute : Type.Optional(attribute)]
  })
  return Type.Object(Object.fromEntries(entries) as Record<string, TSchema>, {
    ...(plain(rest) as object),
    additionalProperties: false
  })
}

/** The values that remove an attribute. Without a type: Fastify's own Ajv converts no other value to them. */
const Removal = Type.Unsafe<null | ''>({ enum: [null, ''], description: 'Removes the attribute.' })

/** Returns whether a validation error only states that a value does not remove its attribute. */
export function isRemovalFailure ({ params }: { params: Record<string, unknown> }): boolean {
  return JSON.stringify(params['allowedValues']) === '[null,""]'
}

/**
 * The schema of a change of attributes: each is optional, and `null` or an empty string removes it.
 *
 * @param required - names the attributes that cannot be removed
 */
export function attributesPatch (
  { properties }: TObject,
  description: string,
  required: readonly string[] = []
): TObject {
  const entries = Object.entries(properties).map(([name, schema]) => {
    const value = required.includes(name) ? schema : Type.Union([Removal, plain(schema) as TSchema])
    return [name, Type.Optional(value)]
  })
  return Type.Object(Object.fromEntries(entries) as Record<string, TOptional<TSchema>>, {
    additionalProperties: false,
    minProperties: 1,
    description
  })
}

/** The values of a change of attributes. Those that the schema requires cannot be removed. */
export type AttributesPatch<Values> = {
  [Name in keyof Values]?:
    Exclude<Values[Name], undefined> | (object extends Pick<Values, Name> ? null | '' : never)
}

/**
 * Returns a copy without the marks of TypeBox and without ignored keywords, some of which Ajv does not know.
 */
function plain (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isIgnored(key))
      .map(([key, inner]) => [key, plain(inner)])
  )
}
