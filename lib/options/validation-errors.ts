import type { TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType, type ValueError } from '@sinclair/typebox/value'
import { describeValue } from './describe-value.js'
import { nearestOf, objectIn, suggestion } from './suggestion.js'

/** A schema's own words for what it takes, in an error's sentence: "expects ...". */
declare module '@sinclair/typebox' {
  interface SchemaOptions {
    expects?: string
  }
}

/**
 * Everything that is wrong with a value, each in a line that names the field, what was received and the
 * remedy. What may be a secret is described, not repeated.
 */
export function validationErrors (schema: TSchema, value: unknown): readonly string[] {
  const lines = new Map<string, string>()
  for (const error of errorsIn(schema, value)) {
    if (!lines.has(error.path)) lines.set(error.path, describe(error, schema))
  }
  return [...lines.values()]
}

/**
 * Of an option that is an object or `false`, an object that is wrong is wrong as an object: its own fields
 * are told.
 */
function errorsIn (schema: TSchema, value: unknown): readonly ValueError[] {
  return [...Value.Errors(schema, value)].flatMap(error => {
    const member =
      error.type === ValueErrorType.Union &&
      typeof error.value === 'object' &&
      !Array.isArray(error.value) &&
      error.value !== null
        ? objectIn(error.schema)
        : undefined
    return member === undefined
      ? [error]
      : [...Value.Errors(member, error.value)].map(inner => ({ ...inner, path: error.path + inner.path }))
  })
}

function describe (error: ValueError, root: TSchema): string {
  const path = error.path.split('/').slice(1)
  const field = path.join('.') || 'options'
  if (error.type === ValueErrorType.ObjectAdditionalProperties) {
    return `- ${field}: is not an ` + `option${suggestion(path, root)}`
  }
  return (
    `- ${field}: expects ${expectation(error)}; got ` +
    `${describeValue(path, error.value)}${suggestedName(error)}`
  )
}

function expectation ({ schema, message }: ValueError): string {
  return (
    schema['expects'] ??
    namesIn(schema)
      ?.map(name => `'${name}'`)
      .join(', ')
      .replace(/^.*,/, names => `one of ${names}`) ??
    message.replace(/^Expected /, '')
  )
}

/** What a union of names lets through. */
function namesIn (schema: TSchema): readonly string[] | undefined {
  const names = (schema['anyOf'] as readonly TSchema[] | undefined)?.map(({ const: name }) => name as unknown)
  return names?.every(name => typeof name === 'string') === true ? (names as readonly string[]) : undefined
}

/** The name that a misspelt one is nearest to. */
function suggestedName ({ schema, value }: ValueError): string {
  const nearest = typeof value === 'string' ? nearestOf(value, namesIn(schema) ?? []) : undefined
  return nearest === undefined ? '' : `; did you mean '${nearest}'?`
}
