import { Type, type SchemaOptions } from '@sinclair/typebox'

/** A string that is null if it is unknown. */
export const nullableString = (options: SchemaOptions = {}) =>
  Type.Union([Type.String(), Type.Null()], options)

/** A time in ISO 8601 that is null if it is unknown. */
export const nullableTime = (options: SchemaOptions = {}) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], options)
