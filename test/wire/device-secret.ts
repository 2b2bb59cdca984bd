import { randomBytes } from 'node:crypto'
import type { NewDeviceMetadataType } from '@aws-sdk/client-cognito-identity-provider'
import { deviceSignature } from './device-srp.js'
import { bytes, integer, masked, modulo, power, privateKey, publicOf, scrambler, sharedKey } from './srp-group.js'

/** The client's side: a device with a secret of its own, for tests. */
export class DeviceSecret {
  readonly key: string
  readonly groupKey: string
  /** For ConfirmDevice. */
  readonly verifierConfig: { PasswordVerifier: string, Salt: string }
  readonly #password = randomBytes(40).toString('base64')
  readonly #a = integer(randomBytes(32))

  /** @param metadata - as the sign-in gave it */
  constructor ({ DeviceKey = '', DeviceGroupKey = '' }: NewDeviceMetadataType) {
    this.key = DeviceKey
    this.groupKey = DeviceGroupKey
    const salt = integer(randomBytes(16))
    this.verifierConfig = {
      PasswordVerifier: bytes(publicOf(privateKey(salt, this.groupKey + this.key, this.#password))).toString('base64'),
      Salt: bytes(salt).toString('base64')
    }
  }

  /** What answers DEVICE_SRP_AUTH. */
  opening (): Record<string, string> {
    return { DEVICE_KEY: this.key, SRP_A: publicOf(this.#a).toString(16) }
  }

  /** What answers DEVICE_PASSWORD_VERIFIER. */
  proof ({ SRP_B = '', SALT = '', SECRET_BLOCK = '' }: Readonly<Record<string, string>>, TIMESTAMP = 'Tue Mar 5 09:07:01 UTC 2024'): Record<string, string> {
    const B = BigInt(`0x${SRP_B}`)
    const u = scrambler(publicOf(this.#a), B)
    const x = privateKey(BigInt(`0x${SALT}`), this.groupKey + this.key, this.#password)
    const premaster = power(modulo(B - masked(publicOf(x))), this.#a + u * x)
    return {
      DEVICE_KEY: this.key,
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: deviceSignature(sharedKey(premaster, u), this, SECRET_BLOCK, TIMESTAMP),
      TIMESTAMP
    }
  }
}
