import { errors } from './errors.js'

export type Sdk = typeof import('@aws-sdk/client-cognito-identity-provider')

/**
 * The AWS SDK's client for Cognito, an optional package: loaded by what speaks to Cognito, and by nothing else.
 *
 * @param what - the subject of the error's sentence
 * @throws FST_COGNITO_MISSING_DEPENDENCY where it is not installed
 */
export async function loadSdk (what: string): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-cognito-identity-provider')
  } catch (cause) {
    const error = new errors.FST_COGNITO_MISSING_DEPENDENCY(what, '@aws-sdk/client-cognito-identity-provider')
    error.cause = cause
    throw error
  }
}
