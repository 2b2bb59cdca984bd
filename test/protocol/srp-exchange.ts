import { createHmac, randomBytes } from 'node:crypto'
import { integer, masked, modulo, power, privateKey, publicOf, scrambler, sharedKey } from './srp-group.js'

/** The parameters of a challenge, such as SRP_B. */
export type Parameters = Readonly<Record<string, string>>

/** The client's side of the Secure Remote Password protocol (RFC 5054, as Cognito has it). */
export class SrpExchange {
  readonly #a = integer(randomBytes(32))

  /** SRP_A. */
  get A (): string {
    return publicOf(this.#a).toString(16)
  }

  /**
   * Proves a secret, in response to a challenge.
   *
   * @param names - of the pool and the user, or of the group and the device
   */
  proof (
    names: readonly string[],
    secret: string,
    { SRP_B = '', SALT = '', SECRET_BLOCK = '' }: Parameters,
    TIMESTAMP = 'Tue Mar 5 09:07:01 UTC 2024'
  ) {
    const B = BigInt(`0x${SRP_B}`)
    const u = scrambler(publicOf(this.#a), B)
    const x = privateKey(BigInt(`0x${SALT}`), names.join(''), secret)
    const key = sharedKey(power(modulo(B - masked(publicOf(x))), this.#a + u * x), u)
    const hmac = createHmac('sha256', key)
    for (const name of names) hmac.update(name)
    const PASSWORD_CLAIM_SIGNATURE = hmac
      .update(Buffer.from(SECRET_BLOCK, 'base64'))
      .update(TIMESTAMP)
      .digest('base64')
    return { PASSWORD_CLAIM_SIGNATURE, PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK, TIMESTAMP }
  }
}

/** A sign-in that proves a password by SRP. */
export class SrpSignIn {
  readonly #exchange = new SrpExchange()
  readonly #poolName: string

  constructor ({ userPoolId }: { userPoolId: string }) {
    this.#poolName = userPoolId.split('_')[1] as string
  }

  /** SRP_A. */
  get A (): string {
    return this.#exchange.A
  }

  /** Responds to PASSWORD_VERIFIER. */
  proof (password: string, parameters: Parameters, timestamp?: string) {
    const names = [this.#poolName, parameters['USER_ID_FOR_SRP'] ?? '']
    return this.#exchange.proof(names, password, parameters, timestamp)
  }
}
