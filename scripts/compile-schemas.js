// Compiles the schemas that every application needs, so that it does not load TypeBox to start.
// Usage: node scripts/compile-schemas.js [--check]     (after npm run build)
// --check writes nothing, and fails if a file is not current.

import { TypeCompiler } from '@sinclair/typebox/compiler'
import { VerificationOptionsSchema } from '../modules/options/schema.js'
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

function optionsModule () {
  return `${head('schema.ts')}
/** Returns whether a value is valid options of an application that only verifies tokens. */
export const isVerificationOptions: (options: unknown) => boolean = ${compiled(VerificationOptionsSchema)}
`
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

writePage('lib/options/compiled-options.ts', optionsModule(), 'npm run schemas')
writePage('lib/verification/compiled-claims.ts', claimsModule(), 'npm run schemas')
