import { errors } from './errors.js'

export type Sdk = typeof import('@aws-sdk/client-cognito-identity-provider')

/**
 * What Node and bundlers call a package that is not there: Node's `import()`, then `require()` and what
 * bundlers make of `import()`.
 */
const NOT_FOUND: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])

/**
 * The error for a package that could not be loaded.
 *
 * Write `await import(...)` itself inside of a `try`: only there do esbuild and webpack take a package that
 * is not installed for optional, and build without it.
 *
 * @param cause - what `import()` threw
 * @param what - needs the package: the subject of the error's sentence
 * @param packages - as `npm install` takes them
 * @returns FST_COGNITO_MISSING_DEPENDENCY where it is not installed; where it is and is broken, the cause
 */
export function loadingError (cause: unknown, what: string, packages: string): unknown {
  if (!NOT_FOUND.has((cause as NodeJS.ErrnoException).code)) return cause
  const error = new errors.FST_COGNITO_MISSING_DEPENDENCY(what, packages)
  error.cause = cause
  return error
}

/**
 * Loads the AWS SDK's client for Cognito. Only what calls Cognito loads it.
 *
 * @throws FST_COGNITO_MISSING_DEPENDENCY where it is not installed
 */
export async function loadSdk (what: string): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-cognito-identity-provider')
  } catch (cause) {
    throw loadingError(cause, what, '@aws-sdk/client-cognito-identity-provider')
  }
}
