// Starts cognito-local in the current folder, with a key pair of its own: the one that it has is in the npm
// package, and the plugin accepts no token that is signed with a published key.
const { generateKeyPairSync } = require('node:crypto')

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const keys = {
  private: { pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) },
  public: { jwk: { ...publicKey.export({ format: 'jwk' }), kid: 'CognitoLocal', alg: 'RS256', use: 'sig' } }
}
for (const [half, key] of Object.entries(keys)) {
  const path = require.resolve(`cognito-local/lib/keys/cognitoLocal.${half}.json`)
  require(path)
  require.cache[path].exports = key
}
require('cognito-local/lib/bin/start.js')
