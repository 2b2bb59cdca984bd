import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { loadSdk, type Sdk } from '../optional.js'
import { isPlainHttp } from '../pool/loopback.js'
import { awsEndpoint } from '../pool/pool.js'

/** How long a connection may take to open, in milliseconds. */
const CONNECTION_TIMEOUT = 2000

/** What the SDK is told of an emulator's pool, which is in no Region. */
const NOWHERE = 'us-east-1'

/** An emulator on this machine takes any, and has no business with real ones. */
const EMULATED = { accessKeyId: 'local', secretAccessKey: 'local' }

/** A client of the SDK's, and the module that its commands come from. */
export interface Connection {
  readonly sdk: Sdk
  readonly client: CognitoIdentityProviderClient
  /** The same for what must not be done twice: where an answer is lost, nobody knows whether it was done. */
  readonly once: CognitoIdentityProviderClient
}

/**
 * Loads the AWS SDK and makes a client of it. Only what asks Cognito itself calls this: verifying tokens never does.
 *
 * @param region - of the pool; an emulator's has none, and takes any
 * @throws FST_COGNITO_MISSING_DEPENDENCY where the SDK is not installed
 */
export async function connect ({ region, endpoint }: { region: string | null, endpoint: string | undefined }): Promise<Connection> {
  const sdk = await loadSdk('Speaking to Cognito (routes, profiles)')
  const place = region ?? NOWHERE
  const address = endpoint ?? awsEndpoint(place)
  const open = (retries: (error: RetryErrorInfo) => boolean) => {
    const client = new sdk.CognitoIdentityProviderClient({
      region: place,
      endpoint: address,
      ...(isPlainHttp(address) && { credentials: EMULATED }),
      requestHandler: { connectionTimeout: CONNECTION_TIMEOUT }
    })
    const standard = client.config.retryStrategy
    client.config.retryStrategy = async () => sparing(await standard() as RetryStrategy, retries)
    return client
  }
  return { sdk, client: open(isNoLimit), once: open(info => isNoLimit(info) && wasNotDone(info)) }
}

type RetryStrategy = Extract<Awaited<ReturnType<CognitoIdentityProviderClient['config']['retryStrategy']>>, { recordSuccess: unknown }>

type RetryErrorInfo = Parameters<RetryStrategy['refreshRetryTokenForRetry']>[1]

/** LimitExceededException is mostly a limit of one account's: another try only uses it up further. */
function isNoLimit ({ error }: RetryErrorInfo): boolean {
  return (error as Error | undefined)?.name !== 'LimitExceededException'
}

/** Never sent, by the names of Node's errors. */
const NOT_SENT = new Set(['EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'])

/** Throttled, failed with an answer, or never sent. Where a connection is cut, or a gateway gave up waiting, it may have been done. */
function wasNotDone ({ errorType, error }: RetryErrorInfo): boolean {
  const { code = '', $metadata: { httpStatusCode = 0 } = {} } = (error ?? {}) as { code?: string, $metadata?: { httpStatusCode?: number } }
  return errorType === 'THROTTLING' || httpStatusCode === 500 || httpStatusCode === 503 || NOT_SENT.has(code)
}

/** The SDK's own strategy, three attempts with backoff, for throttling, 5xx and the network; but not for all of it. */
function sparing (standard: RetryStrategy, retries: (info: RetryErrorInfo) => boolean): RetryStrategy {
  return {
    acquireInitialRetryToken: scope => standard.acquireInitialRetryToken(scope),
    refreshRetryTokenForRetry: async (token, info) => {
      if (!retries(info)) throw info.error
      return standard.refreshRetryTokenForRetry(token, info)
    },
    recordSuccess: token => { standard.recordSuccess(token) }
  }
}
