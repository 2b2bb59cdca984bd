import { SrpExchange, type Parameters } from './srp-exchange.js'

/** A client of SRP with one secret. */
export class SrpSecret {
  readonly #exchange = new SrpExchange()
  readonly #names: readonly string[]
  readonly #secret: string

  /** @param names - of the pool and the user, or of the group and the device */
  constructor (names: readonly string[], secret: string) {
    this.#names = names
    this.#secret = secret
  }

  /** SRP_A. */
  get A (): string {
    return this.#exchange.A
  }

  /** Responds to a challenge. */
  proof (parameters: Parameters, timestamp?: string) {
    return this.#exchange.proof(this.#names, this.#secret, parameters, timestamp)
  }
}
