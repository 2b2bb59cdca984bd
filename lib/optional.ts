import { errors } from './errors.js'

/**
 * Loads what may not be installed.
 *
 * @param load - a dynamic import
 * @param what - needs it: the subject of the error's sentence
 * @param packages - as `npm install` takes them
 * @throws FST_COGNITO_MISSING_DEPENDENCY where it is not installed; where it is and is broken, what it throws
 */
export async function loadOptional<Module> (load: () => Promise<Module>, what: string, packages: string): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    const error = new errors.FST_COGNITO_MISSING_DEPENDENCY(what, packages)
    error.cause = cause
    throw error
  }
}

export type Sdk = typeof import('@aws-sdk/client-cognito-identity-provider')

/** The AWS SDK's client for Cognito: loaded by what speaks to Cognito, and by nothing else. */
export function loadSdk (what: string): Promise<Sdk> {
  return loadOptional(() => import('@aws-sdk/client-cognito-identity-provider'), what, '@aws-sdk/client-cognito-identity-provider')
}
