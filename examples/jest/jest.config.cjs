'use strict'

module.exports = {
  testMatch: ['**/*.test.cjs'],
  // The ES modules: this package, its dependency qr, and cookie, a dependency of Fastify's inject.
  transformIgnorePatterns: ['/node_modules/(?!(.+/)?(fastify-cognito-auth|qr|cookie)/)'],
  transform: { '\\.js$': './jest-esbuild.cjs' }
}
