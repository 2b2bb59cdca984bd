import type { DeviceType } from '@aws-sdk/client-cognito-identity-provider'
import type {
  UpdateDeviceBody,
  UpdateDeviceResult,
  Devices as Page,
  DevicesQuery
} from '../schemas/device.js'
import { isoTime } from './accounts.js'
import type { Caller, CognitoApi } from './api.js'

/** The devices of the user of an access token, if the user pool tracks devices. */
export class Devices {
  readonly #api: CognitoApi

  constructor (api: CognitoApi) {
    this.#api = api
  }

  /** Confirms a device and sets whether it is remembered, depending on the input. */
  async updateDevice (
    {
      accessToken,
      key,
      device: { confirm, remembered }
    }: { accessToken: string, key: string, device: UpdateDeviceBody },
    caller?: Caller
  ): Promise<UpdateDeviceResult> {
    const confirmed =
      confirm === undefined
        ? undefined
        : await this.#api.call(
          'ConfirmDevice',
          {
            AccessToken: accessToken,
            DeviceKey: key,
            DeviceName: confirm.name,
            DeviceSecretVerifierConfig: { PasswordVerifier: confirm.passwordVerifier, Salt: confirm.salt }
          },
          caller
        )
    if (remembered !== undefined) {
      await this.#api.call(
        'UpdateDeviceStatus',
        {
          AccessToken: accessToken,
          DeviceKey: key,
          DeviceRememberedStatus: remembered ? 'remembered' : 'not_remembered'
        },
        caller
      )
    }
    return {
      confirmationNecessary: remembered === undefined && confirmed?.UserConfirmationNecessary === true
    }
  }

  async listDevices (
    { accessToken, limit, next }: DevicesQuery & { accessToken: string },
    caller?: Caller
  ): Promise<Page> {
    const { Devices = [], PaginationToken } = await this.#api.call(
      'ListDevices',
      {
        AccessToken: accessToken,
        Limit: limit,
        PaginationToken: next
      },
      caller
    )
    return {
      devices: Devices.map(deviceFrom),
      ...(PaginationToken !== undefined && { next: PaginationToken })
    }
  }

  async forgetDevice (
    { accessToken, key }: { accessToken: string, key: string },
    caller?: Caller
  ): Promise<void> {
    await this.#api.call('ForgetDevice', { AccessToken: accessToken, DeviceKey: key }, caller)
  }
}

function deviceFrom ({
  DeviceKey,
  DeviceAttributes = [],
  DeviceCreateDate,
  DeviceLastAuthenticatedDate
}: DeviceType): Page['devices'][number] {
  const attributes = Object.fromEntries(DeviceAttributes.map(({ Name, Value }) => [Name, Value]))
  return {
    key: DeviceKey as string,
    name: attributes['device_name'] ?? null,
    remembered: attributes['dev:device_remembered_status'] === 'remembered',
    lastIpAddress: attributes['last_ip_used'] ?? null,
    createdAt: isoTime(DeviceCreateDate),
    lastUsedAt: isoTime(DeviceLastAuthenticatedDate)
  }
}
