import { register } from 'node:module'
import t from 'tap'

process.env['NODE_ENV'] = 'test'

// Packages resolve as their test says: the next of these codes, then not at all.
const hook = `
let broken = true
export async function resolve (specifier, context, next) {
  if (!specifier.startsWith('cognito-local') && !specifier.startsWith('@aws-sdk')) return await next(specifier, context)
  const error = new Error('Cannot load ' + specifier)
  error.code = broken && specifier.includes('Router') ? 'ERR_INVALID_PACKAGE_CONFIG' : 'ERR_MODULE_NOT_FOUND'
  if (specifier.includes('Router')) broken = false
  throw error
}`
register(`data:text/javascript,${encodeURIComponent(hook)}`)
const { createUserPool, startLocalCognito } = await import('../../dist/local/index.js')

t.test('a package that is broken is not called missing', async t => {
  await t.rejects(startLocalCognito(), { code: 'ERR_INVALID_PACKAGE_CONFIG' })
})

t.test('a missing package is named, with the command that installs it', async t => {
  await t.rejects(startLocalCognito(), {
    code: 'FST_COGNITO_MISSING_DEPENDENCY',
    message: 'The local Cognito needs a package that is not installed. Run: npm install cognito-local@5.3.0 @aws-sdk/client-cognito-identity-provider',
    cause: { code: 'ERR_MODULE_NOT_FOUND' }
  })
  await t.rejects(createUserPool({} as never), {
    code: 'FST_COGNITO_MISSING_DEPENDENCY',
    message: 'createUserPool needs a package that is not installed. Run: npm install @aws-sdk/client-cognito-identity-provider',
    cause: { code: 'ERR_MODULE_NOT_FOUND' }
  })
})
