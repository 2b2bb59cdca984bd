// Compiles the schemas that every application needs, so that it does not load TypeBox to start.
// Usage: node scripts/compile-schemas.js [--check]     (after npm run build)
// --check writes nothing, and fails if a file is not current.

import { Kind, OptionalKind, Type, TypeRegistry } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { SinglePoolSchema, VerificationOptionsSchema } from '../modules/options/schema.js'
import { AccessTokenClaims, IdTokenClaims, LoadBalancerClaims } from '../modules/user/claims.js'
import { writePage } from './write-page.js'

const head = source =>
  `// Compiled by TypeBox from the schemas in ${source}: npm run schemas. Do not edit.\n` +
  '// @ts-nocheck: JavaScript\n'

/** Returns an expression: a function that returns whether a value matches a schema. */
function compiled (schema) {
  const code = TypeCompiler.Code(schema).trim()
  const [call] = /\b(?:custom|format|hash|kind)\(/.exec(code) ?? []
  if (call !== undefined) throw new Error(`the schema has a keyword that needs TypeBox: ${call}...)`)
  return `(() => {\n${code}\n})()`
}

function optionsModule (name, schema, description) {
  return `${head('schema.ts')}
/** ${description} */
export const ${name}: (options: unknown) => boolean = ${compiled(schema)}
`
}

/** Returns a schema that accepts no value where checking a value needs TypeBox. */
function compilable (schema) {
  if (Array.isArray(schema)) return schema.map(compilable)
  if (typeof schema !== 'object' || schema === null) return schema
  if (schema.uniqueItems === true || TypeRegistry.Has(schema[Kind])) {
    return OptionalKind in schema ? Type.Optional(Type.Never()) : Type.Never()
  }
  return Object.fromEntries(Reflect.ownKeys(schema).map(key => [key, compilable(schema[key])]))
}

/** Claims of the same form share one function. */
function claimsModule () {
  const functions = new Map()
  const nameOf = schema => {
    const code = compiled(schema)
    if (!functions.has(code)) functions.set(code, `check${functions.size}`)
    return functions.get(code)
  }
  const shapes = Object.entries({
    accessTokenClaims: AccessTokenClaims,
    idTokenClaims: IdTokenClaims,
    loadBalancerClaims: LoadBalancerClaims
  }).map(([name, schema]) => {
    const claims = Object.entries(schema.properties)
      .filter(([, { description }]) => description !== undefined)
      .map(([claim, property]) => {
        return `    {
      name: '${claim}',
      optional: ${!schema.required.includes(claim)},
      check: ${nameOf(property)},
      expected: '${property.description}'
    }`
      })
    return `export const ${name}: ClaimsShape = {
  check: ${compiled(schema)},
  claims: [
${claims.join(',\n')}
  ]
}
`
  })
  const checks = [...functions].map(([code, name]) => `const ${name} = ${code}\n`)
  return [
    head('../user/claims.ts') + "import type { ClaimsShape } from './claims-shape.js'\n",
    ...checks,
    ...shapes
  ].join('\n')
}

writePage(
  'lib/options/compiled-options.ts',
  optionsModule(
    'isVerificationOptions',
    VerificationOptionsSchema,
    'Returns whether a value is valid options of an application that only verifies tokens.'
  ),
  'npm run schemas'
)
writePage(
  'lib/options/compiled-single-pool.ts',
  optionsModule(
    'isSinglePoolOptions',
    compilable(SinglePoolSchema),
    'Returns whether a value is valid options of one pool; false also for a few that need TypeBox to check.'
  ),
  'npm run schemas'
)
writePage('lib/verification/compiled-claims.ts', claimsModule(), 'npm run schemas')
