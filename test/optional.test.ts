import t from 'tap'
import { loadingError, loadSdk } from '../dist/optional.js'

/** That the parts which need such packages say so is seen where the packed package is installed without them. */

t.test('a package that is not installed is named, with the command that installs it', async t => {
  // By import(), and by require() or in a bundle.
  for (const code of ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']) {
    const missing = Object.assign(new Error('Cannot find package'), { code })
    t.match(loadingError(missing, 'The feature', 'a-package'), {
      code: 'FST_COGNITO_MISSING_DEPENDENCY',
      message: 'The feature needs a package that is not installed. Run: npm install a-package',
      cause: missing
    })
  }
})

t.test('a package that is broken is not called missing', async t => {
  const broken = Object.assign(new Error('no exports'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
  t.equal(loadingError(broken, 'The feature', 'a-package'), broken)
})

t.test('a package that is there is given', async t => {
  t.type((await loadSdk('The feature')).CognitoIdentityProvider, 'function')
})
