import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { loadSdk, type Sdk } from '../optional-dependencies.js'
import { isPlainHttp } from '../pool/loopback.js'
import type { OptionTable, Values } from './command.js'
import { failure, usageError } from './error.js'

/** The options of commands that call AWS. */
export const AWS_OPTIONS = {
  region: {
    type: 'string',
    value: 'name',
    description: 'AWS Region',
    details: 'Without it, the Region of the environment or of the profile.'
  },
  profile: {
    type: 'string',
    value: 'name',
    description: 'profile of the AWS configuration files',
    details: 'Without it, credentials are found as by the AWS CLI: in the environment first.'
  },
  endpoint: {
    type: 'string',
    value: 'url',
    description: 'URL of the Cognito API, such as that of the local Cognito',
    details: 'An endpoint with plain http receives no real credentials.'
  }
} as const satisfies OptionTable

/** The AWS SDK, with a client. */
export interface Aws {
  readonly sdk: Sdk
  readonly client: CognitoIdentityProviderClient
}

/** Credentials for an emulator, which accepts any and must not receive real ones. */
const EMULATOR_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }

/**
 * Loads the AWS SDK, and creates a client from the options of a command.
 *
 * @param command - the name of the command
 * @throws CliError if the endpoint is not a URL, or if the SDK is not installed
 */
export async function connectAws (
  { region, profile, endpoint }: Values<typeof AWS_OPTIONS>,
  command: string
): Promise<Aws> {
  if (endpoint !== undefined && !/^https?:$/.test(protocolOf(endpoint))) {
    throw usageError(`--endpoint must be a URL such as http://127.0.0.1:9229; got ${JSON.stringify(endpoint)}`)
  }
  const sdk = await loadSdk(`The command ${command}`).catch((error: Error) => {
    throw failure(error.message)
  })
  const client = new sdk.CognitoIdentityProviderClient(clientConfig({ region, profile, endpoint }))
  return { sdk, client }
}

/** Returns the configuration of a client of the AWS SDK, from the options of a command. */
export function clientConfig ({ region, profile, endpoint }: Values<typeof AWS_OPTIONS>) {
  return {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
    ...(isEmulator(endpoint) && { credentials: EMULATOR_CREDENTIALS }),
    requestHandler: { connectionTimeout: 5000, requestTimeout: 15_000 }
  }
}

/** Returns whether an endpoint is that of an emulator, which receives no real credentials. */
export function isEmulator (endpoint: string | undefined): boolean {
  return endpoint !== undefined && isPlainHttp(endpoint)
}

function protocolOf (url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : ''
}
