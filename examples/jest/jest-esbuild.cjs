'use strict'

const { transformSync } = require('esbuild')

/** Compiles an ES module to CommonJS, `import()` included. */
exports.process = (code, sourcefile) => transformSync(code, {
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  sourcefile,
  supported: { 'dynamic-import': false }
})
