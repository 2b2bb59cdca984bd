import { errors } from './errors.js'

export type Sdk = typeof import('@aws-sdk/client-cognito-identity-provider')

export type VerifiedPermissionsSdk = typeof import('@aws-sdk/client-verifiedpermissions')

/**
 * The error codes of a package that is not installed: of `import()` in Node.js, and of `require()`, to which
 * bundlers convert `import()`.
 */
const NOT_FOUND: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])

/**
 * Returns the error for a package that could not be loaded.
 *
 * `await import(...)` must be written inside a `try` block: only then do esbuild and webpack treat a missing
 * package as optional.
 *
 * @param cause - the error of `import()`
 * @param feature - the feature that needs the package, as the subject of the message
 * @param packages - the arguments of `npm install`
 * @returns FST_COGNITO_MISSING_DEPENDENCY if the package is not installed, or else the cause
 */
export function loadingError (cause: unknown, feature: string, packages: string): unknown {
  if (!NOT_FOUND.has((cause as NodeJS.ErrnoException).code)) return cause
  const error = new errors.FST_COGNITO_MISSING_DEPENDENCY(feature, packages)
  error.cause = cause
  return error
}

/**
 * Loads the AWS SDK's client for Cognito. Only code that calls Cognito uses it.
 *
 * @param feature - the feature that needs the SDK, as the subject of the message
 * @throws FST_COGNITO_MISSING_DEPENDENCY if it is not installed
 */
export async function loadSdk (feature: string): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-cognito-identity-provider')
  } catch (cause) {
    throw loadingError(cause, feature, '@aws-sdk/client-cognito-identity-provider')
  }
}

/**
 * Loads the AWS SDK's client for Verified Permissions. Only `verifiedPermissions()` uses it.
 *
 * @throws FST_COGNITO_MISSING_DEPENDENCY if it is not installed
 */
export async function loadVerifiedPermissionsSdk (): Promise<VerifiedPermissionsSdk> {
  try {
    return await import('@aws-sdk/client-verifiedpermissions')
  } catch (cause) {
    throw loadingError(cause, 'verifiedPermissions()', '@aws-sdk/client-verifiedpermissions')
  }
}
