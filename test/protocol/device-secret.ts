import { randomBytes } from 'node:crypto'
import type { NewDeviceMetadataType } from '@aws-sdk/client-cognito-identity-provider'
import { bytes, integer, privateKey, publicOf } from './srp-group.js'
import { SrpSecret } from './srp-secret.js'

/** A device and its secret. */
export class DeviceSecret {
  readonly key: string
  readonly groupKey: string
  /** For ConfirmDevice. */
  readonly verifierConfig: { PasswordVerifier: string, Salt: string }
  readonly #srp: SrpSecret

  /** @param metadata - as the sign-in returned it */
  constructor ({ DeviceKey = '', DeviceGroupKey = '' }: NewDeviceMetadataType) {
    this.key = DeviceKey
    this.groupKey = DeviceGroupKey
    const password = randomBytes(40).toString('base64')
    const salt = integer(randomBytes(16))
    this.#srp = new SrpSecret([this.groupKey, this.key], password)
    this.verifierConfig = {
      PasswordVerifier: bytes(publicOf(privateKey(salt, this.groupKey + this.key, password))).toString(
        'base64'
      ),
      Salt: bytes(salt).toString('base64')
    }
  }

  /** Responds to DEVICE_SRP_AUTH. */
  opening (): Record<string, string> {
    return { DEVICE_KEY: this.key, SRP_A: this.#srp.A }
  }

  /** Responds to DEVICE_PASSWORD_VERIFIER. */
  proof (parameters: Readonly<Record<string, string>>, timestamp?: string): Record<string, string> {
    return { DEVICE_KEY: this.key, ...this.#srp.proof(parameters, timestamp) }
  }
}
