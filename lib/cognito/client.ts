import type {
  CognitoIdentityProviderClient,
  CognitoIdentityProviderClientConfig
} from '@aws-sdk/client-cognito-identity-provider'
import { loadSdk, type Sdk } from '../optional-dependencies.js'
import { isPlainHttp } from '../pool/loopback.js'
import { CommandSender } from './command-sender.js'
import { useFetchDispatcher } from './fetch-dispatcher.js'

/** How long a connection may take to open, in milliseconds. */
export const CONNECTION_TIMEOUT = 2000

/** The Region for pools without one, of emulators. */
export const ANY_REGION = 'us-east-1'

/** The credentials for an emulator, which accepts any and must not receive real ones. */
const EMULATOR_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }

/** The clients of the SDK, and the module with its commands. */
export interface Connection {
  readonly sdk: Sdk
  readonly client: CognitoIdentityProviderClient
  /**
   * The client for operations that must not be repeated: if a response is lost, it is unknown whether the
   * operation was executed.
   */
  readonly nonIdempotentClient: CognitoIdentityProviderClient
  /** Sends the commands of `client`, and of `nonIdempotentClient`. */
  readonly sender: CommandSender
  readonly nonIdempotentSender: CommandSender
  /** Closes idle connections, except those of the application's own request handler. */
  readonly close: () => void
}

/** The location of the Cognito API. */
interface ClientOptions {
  /** The Region of the pool. Null for a pool of an emulator, which accepts any. */
  readonly region: string | null
  /** Defaults to the endpoint of the Region. */
  readonly endpoint: string | undefined
  /** A request handler of the SDK, or options for one. Defaults to a handler that uses `fetch`. */
  readonly requestHandler?: object | undefined
}

/**
 * Loads the AWS SDK and creates a client. The verification of tokens does not need it.
 *
 * @throws FST_COGNITO_MISSING_DEPENDENCY if the SDK is not installed
 */
export async function connect (options: ClientOptions): Promise<Connection> {
  const sdk = await loadSdk('Calling Cognito (routes, profiles, cognitoGroups)')
  const createClient = (retries: (error: RetryErrorInfo) => boolean) => {
    const client = new sdk.CognitoIdentityProviderClient({
      region: options.region ?? ANY_REGION,
      ...endpointOptions(options),
      requestHandler: isHandler(options.requestHandler)
        ? options.requestHandler
        : { connectionTimeout: CONNECTION_TIMEOUT, ...options.requestHandler }
    })
    if (options.requestHandler === undefined) useFetchDispatcher(client.config.requestHandler)
    ignoreConfiguredEndpoint(client, options)
    const standard = client.config.retryStrategy
    client.config.retryStrategy = async () => restrictRetries((await standard()) as RetryStrategy, retries)
    return client
  }
  const clients = {
    client: createClient(isNotLimitExceeded),
    nonIdempotentClient: createClient(info => isNotLimitExceeded(info) && wasNotExecuted(info))
  }
  const close = () => {
    if (!isHandler(options.requestHandler)) for (const client of Object.values(clients)) client.destroy()
  }
  return {
    sdk,
    ...clients,
    sender: new CommandSender(clients.client),
    nonIdempotentSender: new CommandSender(clients.nonIdempotentClient),
    close
  }
}

type Handler = CognitoIdentityProviderClient['config']['requestHandler']

export function isHandler (value: object | undefined): value is Handler {
  return typeof (value as Partial<Handler> | undefined)?.handle === 'function'
}

/**
 * A configured endpoint is used unchanged: FIPS and dual-stack settings of the environment apply to the
 * endpoints of AWS only.
 */
export function endpointOptions ({
  endpoint
}: Pick<ClientOptions, 'endpoint'>): Partial<CognitoIdentityProviderClientConfig> {
  if (endpoint === undefined) return { ignoreConfiguredEndpointUrls: true }
  return {
    endpoint,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    ...(isPlainHttp(endpoint) && { credentials: EMULATOR_CREDENTIALS })
  }
}

/** A client of the SDK, with the rules that find its endpoint. */
interface ClientWithEndpoint<Params, Context, Result> {
  readonly config: { endpointProvider: (params: Params, context?: Context) => Result }
}

/**
 * `AWS_ENDPOINT_URL` is set for emulators of other services too, often over plain http: passwords and tokens
 * must not follow it. Releases of the SDK that do not know `ignoreConfiguredEndpointUrls` pass it to the
 * endpoint rules as `Endpoint`.
 */
export function ignoreConfiguredEndpoint<Params, Context, Result> (
  { config }: ClientWithEndpoint<Params, Context, Result>,
  { endpoint }: Pick<ClientOptions, 'endpoint'>
): void {
  if (endpoint !== undefined) return
  const rules = config.endpointProvider
  config.endpointProvider = (params, context) => rules({ ...params, Endpoint: undefined }, context)
}

type RetryStrategy = Extract<
  Awaited<ReturnType<CognitoIdentityProviderClient['config']['retryStrategy']>>,
  { recordSuccess: unknown }
>

type RetryErrorInfo = Parameters<RetryStrategy['refreshRetryTokenForRetry']>[1]

/** LimitExceededException is mostly a limit of one account, against which a retry would count too. */
function isNotLimitExceeded ({ error }: RetryErrorInfo): boolean {
  return (error as Error | undefined)?.name !== 'LimitExceededException'
}

/** The error codes of Node.js for requests that were not sent. */
const NOT_SENT = new Set(['EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'])

/**
 * The request was throttled, failed with a response, or was never sent. If the connection was closed, or a
 * gateway timed out, the operation may have been executed.
 */
function wasNotExecuted ({ errorType, error }: RetryErrorInfo): boolean {
  const { code = '', $metadata: { httpStatusCode = 0 } = {} } = (error ?? {}) as {
    code?: string
    $metadata?: { httpStatusCode?: number }
  }
  return errorType === 'THROTTLING' || httpStatusCode === 500 || httpStatusCode === 503 || NOT_SENT.has(code)
}

/**
 * Restricts the standard strategy of the SDK, which makes three attempts with backoff after throttling, 5xx
 * responses and network errors.
 */
function restrictRetries (
  standard: RetryStrategy,
  retries: (info: RetryErrorInfo) => boolean
): RetryStrategy {
  return {
    acquireInitialRetryToken: scope => standard.acquireInitialRetryToken(scope),
    refreshRetryTokenForRetry: async (token, info) => {
      if (!retries(info)) throw info.error
      return standard.refreshRetryTokenForRetry(token, info)
    },
    recordSuccess: token => {
      standard.recordSuccess(token)
    }
  }
}
