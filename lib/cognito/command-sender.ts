import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'

/** A command of the SDK. */
type Command = Parameters<CognitoIdentityProviderClient['send']>[0]

/** The class of a command: `InitiateAuthCommand`, for example. */
export type CommandClass = new (input: object) => Command

/** A function that runs the middleware for a command. */
type Handler = ReturnType<Command['resolveMiddleware']>

type RequestHandler = CognitoIdentityProviderClient['config']['requestHandler']

type HttpRequest = Parameters<RequestHandler['handle']>[0]

/**
 * Sends the commands of one client. The SDK composes the middleware anew for each command that it sends, and
 * waits for its signal in several places. Here, the commands of a class share one composition, which has no
 * options of a single command, and only the request has the signal.
 */
export class CommandSender {
  readonly #client: CognitoIdentityProviderClient
  readonly #handlers = new Map<CommandClass, Handler>()
  /** The signals of commands, by their input, which all middleware passes on. */
  readonly #signals = new WeakMap<object, AbortSignal>()

  constructor (client: CognitoIdentityProviderClient) {
    this.#client = client
    const { middlewareStack, config } = client
    // The last step, in place of the one with which the SDK sends a request.
    middlewareStack.add(
      () => async ({ input, request }) =>
        config.requestHandler.handle(request as HttpRequest, {
          abortSignal: this.#signals.get(input) as AbortSignal
        }),
      { name: 'sendWithSignal', step: 'deserialize', priority: 'low' }
    )
  }

  /**
   * Sends a command, and returns its output.
   *
   * @param input - an object of this command alone
   */
  async send (Command: CommandClass, input: object, signal: AbortSignal): Promise<object> {
    const command = new Command(input)
    const handler = this.#handlerOf(Command)
    command.resolveMiddleware = () => handler
    this.#signals.set(input, signal)
    return this.#client.send(command)
  }

  #handlerOf (Command: CommandClass): Handler {
    const existing = this.#handlers.get(Command)
    if (existing !== undefined) return existing
    const { middlewareStack, config } = this.#client
    // The handler keeps this command in memory, so it is not one with a password in its input.
    const handler = new Command({}).resolveMiddleware(middlewareStack, config, undefined)
    this.#handlers.set(Command, handler)
    return handler
  }
}
