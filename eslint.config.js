import neostandard, { plugins } from 'neostandard'

/** Written by scripts/compile-schemas.js. */
const COMPILED = [
  'lib/options/compiled-options.ts',
  'lib/options/compiled-single-pool.ts',
  'lib/verification/compiled-claims.ts'
]

/** Programs and pages that tests and examples have in template literals are as their readers have them. */
const HAS_PROGRAMS = ['test/**', 'examples/**']

const maxLength = { code: 110, ignoreUrls: true, ignoreRegExpLiterals: true }

export default [
  ...neostandard({
    ts: true,
    ignores: ['dist/', 'modules/', 'build/', '.mutation/', '.tap/', 'coverage/', ...COMPILED]
  }),
  {
    plugins: { '@stylistic': plugins['@stylistic'] },
    rules: {
      // A schema and its type share their name; what must not be declared twice, the compiler knows.
      '@typescript-eslint/no-redeclare': 'off',
      '@stylistic/max-len': ['error', maxLength],
      '@stylistic/member-delimiter-style': ['error', {
        multiline: { delimiter: 'none' },
        singleline: { delimiter: 'comma' }
      }]
    }
  },
  {
    files: HAS_PROGRAMS,
    rules: { '@stylistic/max-len': ['error', { ...maxLength, ignoreTemplateLiterals: true }] }
  }
]
