import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import type { FastifyBaseLogger } from 'fastify'
import { errors } from '../errors.js'
import { errorOf, failureOf, isAboutTheAccount, isOurs, type Failure, type Operation, type QuietOperation } from './failures.js'
import { secretHash } from './secret-hash.js'

/** How long one operation may take, retries and all, in milliseconds. */
const TIMEOUT = 5000

/** On whose behalf an operation is called. A `FastifyRequest` is one. */
export interface Caller {
  readonly log: FastifyBaseLogger
}

type Send<Output> = (client: CognitoIdentityProvider, options: { abortSignal: AbortSignal }) => Promise<Output>

/** Cognito's API as one app client speaks to it: with a deadline, its secret, and our errors instead of its exceptions. */
export class CognitoApi {
  readonly #createClient: () => Promise<CognitoIdentityProvider>
  readonly #clientId: string | null
  readonly #clientSecret: string | undefined
  readonly #log: FastifyBaseLogger
  #client: Promise<CognitoIdentityProvider> | null = null

  constructor ({ createClient, clientId, clientSecret, log }: {
    createClient: () => Promise<CognitoIdentityProvider>
    clientId: string | null
    clientSecret: string | undefined
    log: FastifyBaseLogger
  }) {
    this.#createClient = createClient
    this.#clientId = clientId
    this.#clientSecret = clientSecret
    this.#log = log
  }

  /** The app client that speaks. */
  get clientId (): string {
    if (this.#clientId === null) {
      throw new errors.FST_COGNITO_INVALID_OPTIONS('- routes.clientId: say which app client signs people in, where clientId names several or any')
    }
    return this.#clientId
  }

  /** For operations that take the secret itself. */
  get secret (): { ClientSecret?: string } {
    return this.#clientSecret === undefined ? {} : { ClientSecret: this.#clientSecret }
  }

  /** The SECRET_HASH of a username, where the client has a secret. */
  secretHash (username: string): string | undefined {
    return this.#clientSecret === undefined ? undefined : secretHash({ username, clientId: this.clientId, clientSecret: this.#clientSecret })
  }

  /** Loads the SDK ahead of the first call. */
  async prepare (): Promise<void> {
    await this.#connected()
  }

  async call<Output> (operation: Operation, send: Send<Output>, caller?: Caller): Promise<Output> {
    const outcome = await this.#attempt(operation, send, caller)
    if ('failure' in outcome) throw errorOf(outcome.failure, outcome.thrown)
    return outcome.output
  }

  /** A call whose answer must not tell one account from another, or from none: what only says something of the account is passed over. */
  async callQuietly (operation: QuietOperation, send: Send<unknown>, caller?: Caller): Promise<void> {
    const outcome = await this.#attempt(operation, send, caller)
    if ('failure' in outcome && !isAboutTheAccount(operation, outcome.failure)) throw errorOf(outcome.failure, outcome.thrown)
  }

  async #attempt<Output> (operation: Operation, send: Send<Output>, { log }: Caller = { log: this.#log }): Promise<{ output: Output } | { failure: Failure, thrown: unknown }> {
    const client = await this.#connected()
    try {
      return { output: await send(client, { abortSignal: AbortSignal.timeout(TIMEOUT) }) }
    } catch (thrown) {
      const failure = failureOf(operation, thrown)
      logFailure(log, operation, failure)
      return { failure, thrown }
    }
  }

  /** Ends the connections that are kept open to Cognito. */
  async close (): Promise<void> {
    (await this.#client)?.destroy()
  }

  #connected (): Promise<CognitoIdentityProvider> {
    this.#client ??= this.#createClient()
    return this.#client
  }
}

function logFailure (log: FastifyBaseLogger, operation: Operation, failure: Failure): void {
  const line = { operation, exception: failure.exception, cognitoRequestId: failure.requestId, code: failure.code }
  if (isOurs(failure.code)) log.error(line, 'cognito call failed')
  else log.info(line, 'cognito refused')
}
