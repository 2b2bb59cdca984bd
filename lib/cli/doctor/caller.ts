import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import type { Input, Output } from '../../cognito/sdk.js'
import { describeError } from '../../describe-error.js'
import type { Sdk } from '../../optional-dependencies.js'

/** An operation that failed. The error of the SDK is its `cause`. */
export class CallError extends Error {
  readonly operation: string

  constructor (operation: string, cause: unknown) {
    super(`${operation} failed`, { cause })
    this.operation = operation
  }
}

/** The error of a reading that the installed AWS SDK, or the endpoint, does not support. */
export class Unavailable extends Error {}

type Operation = Parameters<ApiCaller['call']>[0]

/** Returns whether an error of AWS means that a permission is missing. */
export function isDenied (error: unknown): boolean {
  return describeError(error).name.startsWith('AccessDenied')
}

/** Calls operations of the Cognito API. A call with the same input is sent only once. */
export class ApiCaller {
  readonly signal: AbortSignal
  readonly #sdk: Sdk
  readonly #client: Pick<CognitoIdentityProviderClient, 'send'>
  readonly #onCall: (operation: string) => void
  readonly #responses = new Map<string, Promise<unknown>>()

  constructor (
    { sdk, client }: { sdk: Sdk, client: Pick<CognitoIdentityProviderClient, 'send'> },
    { signal, onCall }: { signal: AbortSignal, onCall: (operation: string) => void }
  ) {
    this.#sdk = sdk
    this.#client = client
    this.signal = signal
    this.#onCall = onCall
  }

  /**
   * Calls an operation that reads.
   *
   * @throws CallError
   */
  call<Op extends ReadOperation> (operation: Op, input: Input<Op>): Promise<Output<Op>> {
    const key = `${operation} ${JSON.stringify(input)}`
    const response = this.#responses.get(key) ?? this.#send(operation, input)
    this.#responses.set(key, response)
    return response as Promise<Output<Op>>
  }

  async #send (operation: Operation, input: object): Promise<unknown> {
    this.#onCall(operation)
    try {
      const Command = this.#sdk[`${operation}Command`] as
        (new (input: object) => Parameters<CognitoIdentityProviderClient['send']>[0]) | undefined
      if (Command === undefined) {
        const name = '@aws-sdk/client-cognito-identity-provider'
        throw new Unavailable(`${name} has no ${operation}: install a newer version`)
      }
      return await this.#client.send(new Command(input), { abortSignal: this.signal })
    } catch (error) {
      throw new CallError(operation, error)
    }
  }
}

type ReadOperation =
  | 'DescribeUserPool'
  | 'DescribeUserPoolClient'
  | 'ListUserPoolClientSecrets'
  | 'GetUserPoolMfaConfig'
  | 'DescribeUserPoolDomain'
  | 'DescribeManagedLoginBrandingByClient'
  | 'ListResourceServers'
  | 'ListIdentityProviders'
  | 'DescribeIdentityProvider'
  | 'DescribeRiskConfiguration'
  | 'GetLogDeliveryConfiguration'
  | 'GetUserPoolSessionConfiguration'
  | 'ListUserPoolReplicas'
