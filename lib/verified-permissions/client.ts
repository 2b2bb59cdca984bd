import type { VerifiedPermissionsClient } from '@aws-sdk/client-verifiedpermissions'
import {
  ANY_REGION,
  CONNECTION_TIMEOUT,
  endpointOptions,
  ignoreConfiguredEndpoint,
  isHandler
} from '../cognito/client.js'
import { useFetchDispatcher } from '../cognito/fetch-dispatcher.js'
import { loadVerifiedPermissionsSdk, type VerifiedPermissionsSdk } from '../optional-dependencies.js'
import { optionError } from '../options/option-error.js'
import { isPlainHttp } from '../pool/loopback.js'
import { invalidOptions, type VerifiedPermissionsSettings } from './options.js'

/** A client of the SDK, and the module with its commands. */
export interface Connection {
  readonly sdk: VerifiedPermissionsSdk
  readonly client: VerifiedPermissionsClient
}

type Settings = Pick<VerifiedPermissionsSettings, 'region' | 'endpoint' | 'requestHandler'>

/**
 * Loads the AWS SDK and creates a client, as for Cognito. Nothing is sent. The client retries calls twice
 * after throttling, 5xx responses and network errors, which is the default of the SDK.
 *
 * @throws FST_COGNITO_MISSING_DEPENDENCY if the SDK is not installed, FST_COGNITO_INVALID_OPTIONS without a
 * Region
 */
export async function connect ({ region, endpoint, requestHandler }: Settings): Promise<Connection> {
  const sdk = await loadVerifiedPermissionsSdk()
  const isEmulator = endpoint !== undefined && isPlainHttp(endpoint)
  const signingRegion = region ?? (isEmulator ? ANY_REGION : undefined)
  const client = new sdk.VerifiedPermissionsClient({
    ...(signingRegion !== undefined && { region: signingRegion }),
    ...endpointOptions({ endpoint }),
    requestHandler: isHandler(requestHandler)
      ? requestHandler
      : { connectionTimeout: CONNECTION_TIMEOUT, ...requestHandler }
  })
  if (requestHandler === undefined) useFetchDispatcher(client.config.requestHandler)
  ignoreConfiguredEndpoint(client, { endpoint })
  await client.config.region().catch(() => {
    throw invalidOptions([
      optionError('region', 'is required: the AWS SDK is configured for no Region, such as by AWS_REGION')
    ])
  })
  return { sdk, client }
}
