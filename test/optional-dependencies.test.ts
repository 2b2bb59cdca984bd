import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { loadingError, loadSdk, loadVerifiedPermissionsSdk } from '../dist/optional-dependencies.js'
import { covered } from './examples/process.js'

/** Installing the packed package without the optional packages is tested in test/package/tarball.test.ts. */

t.test('the error for a package that is not installed has the command that installs it', async t => {
  // By import(), and by require() or in a bundle.
  for (const code of ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']) {
    const missing = Object.assign(new Error('Cannot find package'), { code })
    t.match(loadingError(missing, 'The feature', 'a-package'), {
      code: 'FST_COGNITO_MISSING_DEPENDENCY',
      message: 'The feature requires a package that is not installed; run npm install a-package',
      cause: missing
    })
  }
})

t.test('a package that fails to load is not reported as missing', async t => {
  const broken = Object.assign(new Error('no exports'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
  t.equal(loadingError(broken, 'The feature', 'a-package'), broken)
})

t.test('an installed package is returned', async t => {
  t.type((await loadSdk('The feature')).CognitoIdentityProvider, 'function')
  t.type((await loadVerifiedPermissionsSdk()).VerifiedPermissionsClient, 'function')
})

/** A module that makes these packages missing in the process that imports it. */
const missing = (...packages: readonly string[]) =>
  `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module'
  register('data:text/javascript,' + encodeURIComponent(\`
    export async function resolve (specifier, context, next) {
      const isMissing = ${JSON.stringify(packages)}.some(name => specifier === name || specifier.startsWith(name + '/'))
      if (isMissing) throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
      return next(specifier, context)
    }
  \`))
`)}`

async function messageOf (call: string, ...packages: readonly string[]): Promise<string> {
  const program = `${call}.then(() => console.log('loaded'), error => console.log(error.code, error.message))`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', missing(...packages), '-e', program],
    {
      env: { ...covered, NODE_ENV: 'test' }
    }
  )
  return stdout
}

t.test('the error of a feature names the package that it requires', async t => {
  t.match(
    await messageOf(
      "import('./modules/optional-dependencies.js').then(({ loadSdk }) => loadSdk('The auth API'))",
      '@aws-sdk/client-cognito-identity-provider'
    ),
    /^FST_COGNITO_MISSING_DEPENDENCY The auth API .*@aws-sdk\/client-cognito-identity-provider/
  )
  const register = `import('./modules/index.js').then(async ({ cognitoAuth, verifiedPermissions }) => {
    const { default: Fastify } = await import('fastify')
    const permissions = verifiedPermissions({ policyStoreId: 'PSEXAMPLE', permissions: ['orders:read'] })
    const pool = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' }
    await Fastify().register(cognitoAuth, { ...pool, permissions })
  })`
  t.equal(
    await messageOf(register, '@aws-sdk/client-verifiedpermissions'),
    'FST_COGNITO_MISSING_DEPENDENCY verifiedPermissions() requires a package that is not installed; run ' +
      'npm install @aws-sdk/client-verifiedpermissions\n'
  )
})

t.test('the local Cognito requires no optional package', async t => {
  const started = await messageOf(
    "import('./modules/local/index.js').then(({ startLocalCognito }) => startLocalCognito()).then(local => " +
      'local.close())',
    '@aws-sdk/client-cognito-identity-provider'
  )
  t.equal(started, 'loaded\n')
})
