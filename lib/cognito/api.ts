import type { FastifyBaseLogger } from 'fastify'
import { withoutPort } from '../ip-address.js'
import { errors } from '../errors.js'
import { describeError } from '../describe-error.js'
import { Lazy } from '../lazy.js'
import type { Connection } from './client.js'
import {
  isNonIdempotent,
  type Operation,
  type EnumerationSafeOperation,
  type ErrorContext
} from './exceptions.js'
import {
  errorOf,
  failureOf,
  disclosesAccount,
  hasSucceeded,
  isOperatorError,
  type Failure
} from './failures.js'
import { checkOutput } from './check-output.js'
import type { Input, Output } from './sdk.js'
import { secretHash } from './secret-hash.js'

/**
 * The request that an operation is called for: the second argument of every operation on `fastify.cognito`. A
 * `FastifyRequest` is one. Without it, log lines are the application's own, and Cognito's threat protection
 * is given no address.
 */
export interface Caller {
  /** Where failures of the call are logged. */
  readonly log: FastifyBaseLogger
  /**
   * The IP address, for threat protection. Sent only where the app client has a secret, or with AWS
   * credentials.
   */
  readonly ip?: string
  /** The host name that the request was made to. Sent with AWS credentials only. */
  readonly hostname?: string
  /** The path of the request; its query is not sent. Sent with AWS credentials only. */
  readonly url?: string
  /** The headers, of which `user-agent` is sent, with AWS credentials only. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** How this package speaks to Cognito's API. */
export interface Access {
  /** @internal The published types must not need the AWS SDK's. */
  readonly connect: () => Promise<Connection>
  /** What guards and logs call the pool. */
  readonly pool: string
  readonly userPoolId: string
  readonly clientId: string | null
  readonly clientSecret: string | undefined
  /** How long one operation may take, retries and all, in milliseconds. */
  readonly timeout: number
  readonly log: FastifyBaseLogger
}

/**
 * Cognito's API as one app client speaks to it: with a deadline, its secret, and our errors instead of its
 * exceptions.
 */
export class CognitoApi {
  readonly #access: Access
  readonly #connection: Lazy<Connection>

  constructor (access: Access) {
    this.#access = access
    this.#connection = new Lazy(access.connect)
  }

  get userPoolId (): string {
    return this.#access.userPoolId
  }

  /** What guards and logs call the pool. */
  get pool (): string {
    return this.#access.pool
  }

  /** The app client that speaks. */
  get clientId (): string {
    const { clientId } = this.#access
    if (clientId === null) {
      throw new errors.FST_COGNITO_INVALID_OPTIONS(
        '- routes.clientId: say which app client signs people in, where clientId names several or any'
      )
    }
    return clientId
  }

  /** For operations that take the secret itself. */
  get secret (): { ClientSecret?: string } {
    const { clientSecret } = this.#access
    return clientSecret === undefined ? {} : { ClientSecret: clientSecret }
  }

  get hasSecret (): boolean {
    return this.#access.clientSecret !== undefined
  }

  /** The SECRET_HASH of a username, where the client has a secret. */
  secretHash (username: string): string | undefined {
    const { clientSecret } = this.#access
    return clientSecret === undefined
      ? undefined
      : secretHash({ username, clientId: this.clientId, clientSecret })
  }

  /** The same, among the parameters of a sign-in. */
  secretParameter (username: string): { SECRET_HASH?: string } {
    const hash = this.secretHash(username)
    return hash === undefined ? {} : { SECRET_HASH: hash }
  }

  /** What operations on an account take that need no token: whose it is, and who asks. */
  accountInput (username: string, caller: Caller | undefined) {
    return {
      ClientId: this.clientId,
      Username: username,
      SecretHash: this.secretHash(username),
      ...this.userContext(caller)
    }
  }

  /**
   * Where the caller is. Cognito takes it from clients with a secret only: anybody could make it up without.
   */
  userContext (caller: Caller | undefined): { UserContextData?: { IpAddress: string } } {
    return caller?.ip === undefined || !this.hasSecret
      ? {}
      : { UserContextData: { IpAddress: withoutPort(caller.ip) } }
  }

  /** Loads the SDK ahead of the first call. */
  async prepare (): Promise<void> {
    await this.#connection.get()
  }

  /**
   * Looks for AWS credentials where the SDK does, and warns where there are none: operations that need them
   * would answer 503.
   */
  async findCredentials (): Promise<void> {
    const { client } = await this.#connection.get()
    try {
      await client.config.credentials()
    } catch (error) {
      this.#access.log.warn(
        { reason: describeError(error).name },
        'no AWS credentials found: administration, cognitoGroups() and signing in by ' +
          'ADMIN_USER_PASSWORD_AUTH will answer 503'
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
      this.loggerFor(caller).warn(fields, 'cognito call succeeded, but a trigger failed after it')
      return {} as Output<Op>
    }
    this.#logFailure(operation, failure, caller)
    throw errorOf(failure, error)
  }

  /**
   * A call whose answer must not tell one account from another, or from none: what only says something of the
   * account is passed over, and gives undefined.
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
      else this.loggerFor(caller).info(this.#logFields(operation, failure), 'cognito refused')
      return undefined
    }
    this.#logFailure(operation, failure, caller)
    throw errorOf(failure, error)
  }

  async #attempt<Op extends Operation>(
    operation: Op,
    input: Input<Op>,
    errorContext: ErrorContext
  ): Promise<{ output: Output<Op> } | { failure: Failure, error: unknown }> {
    const { sdk, client, nonIdempotentClient } = await this.#connection.get()
    const Command = sdk[`${operation}Command`] as unknown as new (input: unknown) => never
    const abortSignal = AbortSignal.timeout(this.#access.timeout)
    try {
      const sent = (isNonIdempotent(operation) ? nonIdempotentClient : client).send(new Command(input), {
        abortSignal
      })
      return { output: checkOutput((await abortable(abortSignal, sent)) as Output<Op>) }
    } catch (error) {
      return { failure: failureOf(errorContext, error), error }
    }
  }

  /** Ends the connections that are kept open to Cognito. */
  async close (): Promise<void> {
    const connection = await this.#connection.peek()
    connection?.close()
  }

  #logFailure (operation: Operation, failure: Failure, caller: Caller | undefined): void {
    const log = this.loggerFor(caller)
    const fields = { ...this.#logFields(operation, failure), code: failure.code }
    if (isOperatorError(failure)) log.error(fields, 'cognito call failed')
    else log.info(fields, 'cognito refused')
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

/** Looking for AWS credentials does not heed the signal: the caller is answered in time all the same. */
function abortable<Result> (signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason)
      },
      { once: true }
    )
    work.then(resolve, reject)
  })
}
