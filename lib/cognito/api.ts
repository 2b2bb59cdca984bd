import type { FastifyBaseLogger } from 'fastify'
import { withoutPort } from '../ip-address.js'
import { errors } from '../errors.js'
import { describeError } from '../describe-error.js'
import { Lazy } from '../lazy.js'
import { withTimeout } from '../with-timeout.js'
import { disclosesAccount, type EnumerationSafeOperation } from './account-disclosure.js'
import { isNonIdempotent, type Operation } from './api-operation.js'
import { checkOutput } from './check-output.js'
import type { Connection } from './client.js'
import type { CommandClass } from './command-sender.js'
import { ClientSecrets } from './client-secrets.js'
import type { ErrorContext } from './exceptions.js'
import {
  errorOf,
  failureOf,
  hasSucceeded,
  isOperatorError,
  missingExport,
  missingOperation,
  type Failure
} from './failures.js'
import { isWrongSecret } from './misconfiguration.js'
import type { Input, Output } from './sdk.js'
import { withSecret } from './secret-hash.js'

/**
 * The request on whose behalf an operation is called: the second argument of every operation of
 * `fastify.cognito`. A `FastifyRequest` is a `Caller`. Without it, failures are logged by the logger of the
 * application, and the threat protection of Cognito gets no IP address.
 */
export interface Caller {
  /** The logger for failures of the call. */
  readonly log: FastifyBaseLogger
  /**
   * The IP address, for threat protection. Sent only if the app client has a secret, or with AWS credentials.
   */
  readonly ip?: string
  /** The host name that the request was made to. Sent with AWS credentials only. */
  readonly hostname?: string
  /** The path of the request; its query is not sent. Sent with AWS credentials only. */
  readonly url?: string
  /** The headers, of which `user-agent` is sent, with AWS credentials only. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** An app client, with its secrets. */
export interface AppClient {
  readonly clientId: string
  readonly clientSecrets: readonly string[]
}

/** The user pool and app client to call the Cognito API for. */
export interface Access {
  /** @internal The published types must not need the AWS SDK's. */
  readonly connect: () => Promise<Connection>
  /** The name of the pool in guards and logs. */
  readonly pool: string
  readonly userPoolId: string
  readonly clientId: string | null
  /** The secrets of the app client, at most two. */
  readonly clientSecrets: readonly string[]
  /** How long one operation may take, including retries, in milliseconds. */
  readonly timeout: number
  readonly log: FastifyBaseLogger
}

/**
 * Calls the Cognito API for one app client, with a timeout. Exceptions of Cognito become errors of this
 * package, and are logged.
 */
export class CognitoApi {
  readonly #access: Access
  readonly #connection: Lazy<Connection>
  readonly #secrets: ClientSecrets

  constructor (access: Access) {
    this.#access = access
    this.#connection = new Lazy(access.connect)
    this.#secrets = new ClientSecrets(access.clientSecrets)
  }

  /** Returns the API for another app client of the pool, by the same connection. */
  forClient (client: AppClient): CognitoApi {
    return new CognitoApi({ ...this.#access, ...client, connect: () => this.#connection.get() })
  }

  get userPoolId (): string {
    return this.#access.userPoolId
  }

  /** The name of the pool in guards and logs. */
  get pool (): string {
    return this.#access.pool
  }

  /** The app client that signs users in. */
  get clientId (): string {
    const { clientId } = this.#access
    if (clientId === null) {
      throw new errors.FST_COGNITO_INVALID_OPTIONS(
        '- options.routes.clientId is required if clientId is a list or null; set it to the app client ' +
          'that signs users in'
      )
    }
    return clientId
  }

  /** Returns the common parameters of operations on an account that need no token. */
  accountInput (username: string, caller: Caller | undefined) {
    return {
      ClientId: this.clientId,
      Username: username,
      ...this.userContext(caller)
    }
  }

  /** Returns the IP address of the caller. Cognito accepts it only from app clients with a secret. */
  userContext (caller: Caller | undefined): { UserContextData?: { IpAddress: string } } {
    return caller?.ip === undefined || !this.#secrets.areSet
      ? {}
      : { UserContextData: { IpAddress: withoutPort(caller.ip) } }
  }

  /** Loads the SDK ahead of the first call. */
  async prepare (): Promise<void> {
    await this.#connection.get()
  }

  /**
   * Looks for AWS credentials as the SDK does, and logs a warning if there are none: operations that need
   * them respond with 503.
   */
  async findCredentials (): Promise<void> {
    const { client } = await this.#connection.get()
    try {
      await client.config.credentials()
    } catch (error) {
      this.#access.log.warn(
        { reason: describeError(error).name },
        'AWS credentials not found'
      )
    }
  }

  /**
   * Calls an operation of Cognito's API.
   *
   * @internal
   * @param errorContext - context for exceptions whose meaning depends on more than the operation
   */
  async call<Op extends Operation>(
    operation: Op,
    input: Input<Op>,
    caller?: Caller,
    errorContext: ErrorContext = operation
  ): Promise<Output<Op>> {
    const outcome = await this.#attempt(operation, input, errorContext)
    if (!('failure' in outcome)) return outcome.output
    const { failure, error } = outcome
    if (hasSucceeded(operation, failure)) {
      const fields = this.#logFields(operation, failure)
      this.loggerFor(caller).warn(fields, 'Lambda trigger failed after Cognito request')
      return {} as Output<Op>
    }
    this.#logFailure(operation, failure, caller)
    throw errorOf(failure, error)
  }

  /**
   * Calls an operation whose result must not reveal whether an account exists: exceptions about the account
   * are ignored, and the result is undefined.
   *
   * @internal
   */
  async callWithoutDisclosure<Op extends EnumerationSafeOperation>(
    operation: Op,
    input: Input<Op>,
    caller?: Caller
  ): Promise<Output<Op> | undefined> {
    const outcome = await this.#attempt(operation, input, operation)
    if (!('failure' in outcome)) return outcome.output
    const { failure, error } = outcome
    if (disclosesAccount(operation, failure)) {
      if (failure.reason !== null) this.#logFailure(operation, failure, caller)
      // Requests that name unknown accounts must not fill a log with errors.
      else this.loggerFor(caller).info(this.#logFields(operation, failure), 'Cognito request rejected')
      return undefined
    }
    this.#logFailure(operation, failure, caller)
    throw errorOf(failure, error)
  }

  async #attempt<Op extends Operation>(
    operation: Op,
    input: Input<Op>,
    errorContext: ErrorContext
  ): Promise<Outcome<Op>> {
    const { sdk, ...connection } = await this.#connection.get()
    const Command = sdk[`${operation}Command`] as unknown as CommandClass | undefined
    if (Command === undefined) return { failure: missingOperation(operation), error: undefined }
    const sender = isNonIdempotent(operation) ? connection.nonIdempotentSender : connection.sender
    const send = async (secret: string | undefined, signal: AbortSignal): Promise<Response<Op>> => {
      try {
        const output = await sender.send(Command, withSecret(operation, input as object, secret), signal)
        return { output: checkOutput(output as Output<Op>) }
      } catch (error) {
        return { error }
      }
    }
    const response = await withTimeout(this.#access.timeout, signal =>
      this.#secrets.send(
        secret => send(secret, signal),
        sent => 'error' in sent && isWrongSecret(sent.error)
      )
    ).catch((error: unknown) => ({ error }))
    return 'error' in response ? { failure: failureOf(errorContext, response.error), ...response } : response
  }

  /**
   * @internal
   * @throws FST_COGNITO_SDK_TOO_OLD if the installed release of the AWS SDK does not have an export
   */
  async requireExport (
    { name, feature, release }: { name: keyof Connection['sdk'], feature: string, release: string },
    caller?: Caller
  ): Promise<void> {
    const { sdk } = await this.#connection.get()
    if (sdk[name] !== undefined) return
    const failure = missingExport(feature, release)
    this.loggerFor(caller).error({ reason: failure.reason, code: failure.code }, 'Cognito request failed')
    throw errorOf(failure, undefined)
  }

  /** Ends the connections that are kept open to Cognito. */
  async close (): Promise<void> {
    const connection = await this.#connection.peek()
    connection?.close()
  }

  #logFailure (operation: Operation, failure: Failure, caller: Caller | undefined): void {
    const log = this.loggerFor(caller)
    const fields = { ...this.#logFields(operation, failure), code: failure.code }
    if (isOperatorError(failure)) log.error(fields, 'Cognito request failed')
    else log.info(fields, 'Cognito request rejected')
  }

  #logFields (operation: Operation, { exception, requestId: cognitoRequestId, reason, trigger }: Failure) {
    const { userPoolId, clientId } = this.#access
    return {
      operation,
      exception,
      cognitoRequestId,
      ...(reason !== null && { reason, userPoolId, clientId }),
      ...(trigger !== null && { trigger })
    }
  }

  /** @internal */
  loggerFor (caller: Caller | undefined): FastifyBaseLogger {
    return (caller ?? this.#access).log
  }
}

/** The response to a request, or the error that it failed with. */
type Response<Op extends Operation> = { output: Output<Op> } | { error: unknown }

/** The result of an operation. */
type Outcome<Op extends Operation> = { output: Output<Op> } | { failure: Failure, error: unknown }
