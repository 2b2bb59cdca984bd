import { readFileSync } from 'node:fs'
import AjvCompiler from '@fastify/ajv-compiler'

interface Validator {
  (data: unknown): boolean
  errors?: unknown
}

/** Compiles the published schema with Ajv. Nothing is coerced, removed or defaulted. */
const compile = AjvCompiler()({}, {
  customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, strict: true }
}) as (route: { schema: unknown }) => Validator

const validate = compile({ schema: JSON.parse(readFileSync('docs/doctor.schema.json', 'utf8')) })

/** Returns the errors of a line that `--json` has printed. Null if it conforms to the schema. */
export function schemaErrors (line: string): unknown {
  return validate(JSON.parse(line)) ? null : validate.errors
}
