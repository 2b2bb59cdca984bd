import type { TSchema } from '@sinclair/typebox'
import { Errors, ValueErrorType, type ValueError } from '@sinclair/typebox/errors'
import { describeValue } from './describe-value.js'
import { optionError } from './option-error.js'
import { nearestOf, objectIn, suggestion } from './suggestion.js'

/** The accepted values, for an error message: "must be ...". */
declare module '@sinclair/typebox' {
  interface SchemaOptions {
    expects?: string
  }
}

/**
 * Returns all validation errors of a value, one line each with the field, the received value and the remedy.
 * Values that may be secrets are described, not included.
 */
export function validationErrors (schema: TSchema, value: unknown): readonly string[] {
  const lines = new Map<string, string>()
  for (const error of errorsIn(schema, value)) {
    if (!lines.has(error.path)) lines.set(error.path, describe(error, schema))
  }
  return [...lines.values()]
}

/** For an option that is an object or `false`, the errors of an object are those of its fields. */
function errorsIn (schema: TSchema, value: unknown): readonly ValueError[] {
  return [...Errors(schema, value)].flatMap(error => {
    const member =
      error.type === ValueErrorType.Union &&
      typeof error.value === 'object' &&
      !Array.isArray(error.value) &&
      error.value !== null
        ? objectIn(error.schema)
        : undefined
    return member === undefined
      ? [error]
      : [...Errors(member, error.value)].map(inner => ({ ...inner, path: error.path + inner.path }))
  })
}

function describe (error: ValueError, root: TSchema): string {
  const path = error.path.split('/').slice(1)
  if (error.type === ValueErrorType.ObjectAdditionalProperties) {
    return optionError(path, `is not an option${suggestion(path, root)}`)
  }
  const received = describeValue(path, error.value)
  return optionError(path, `must be ${expectation(error)}; got ${received}${suggestedName(error)}`)
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

/** Returns the values of a union of names. */
function namesIn (schema: TSchema): readonly string[] | undefined {
  const names = (schema['anyOf'] as readonly TSchema[] | undefined)?.map(({ const: name }) => name as unknown)
  return names?.every(name => typeof name === 'string') === true ? (names as readonly string[]) : undefined
}

/** Returns the suggestion for a misspelt name, as the end of a message. */
function suggestedName ({ schema, value }: ValueError): string {
  const nearest = typeof value === 'string' ? nearestOf(value, namesIn(schema) ?? []) : undefined
  return nearest === undefined ? '' : `; did you mean '${nearest}'?`
}
