/**
 * The secrets of an app client: none, one, or two while one replaces the other. Cognito accepts each from the
 * time it is added until it is deleted, which a process does not know.
 */
export class ClientSecrets {
  #ordered: readonly string[]

  constructor (secrets: readonly string[]) {
    this.#ordered = secrets
  }

  get areSet (): boolean {
    return this.#ordered.length > 0
  }

  /**
   * Sends a request with a secret, and with the other one if the first is rejected. The secret that works is
   * the first of later requests.
   *
   * @param send - sends the request with a secret; undefined for an app client without one
   * @param isRejected - returns whether the secret was rejected, so that nothing of the request was executed
   * @returns the result of the request whose secret works, or of the first one
   */
  async send<Result>(
    send: (secret: string | undefined) => Promise<Result>,
    isRejected: (result: Result) => boolean
  ): Promise<Result> {
    const [first, second] = this.#ordered
    const result = await send(first)
    if (first === undefined || second === undefined || !isRejected(result)) return result
    const other = await send(second)
    if (isRejected(other)) return result
    this.#ordered = [second, first]
    return other
  }
}
