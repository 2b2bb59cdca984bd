import neostandard from 'neostandard'

export default [
  ...neostandard({ ts: true, ignores: ['dist/', '.tap/', 'coverage/'] }),
  {
    // A schema and its type share their name; what must not be declared twice, the compiler knows.
    rules: { '@typescript-eslint/no-redeclare': 'off' }
  }
]
