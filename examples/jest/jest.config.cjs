'use strict'

module.exports = {
  testMatch: ['**/*.test.cjs'],
  // ES modules among the dependencies: this package, qr (of this package) and cookie (of Fastify's inject).
  transformIgnorePatterns: ['/node_modules/(?!(.+/)?(fastify-cognito-auth|qr|cookie)/)'],
  transform: { '\\.js$': './jest-esbuild.cjs' }
}
