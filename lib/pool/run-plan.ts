import type { Sdk } from '../optional-dependencies.js'
import type { CognitoClient } from './create-options.js'
import type { PlannedRequest, PoolIds, Step } from './plan.js'

/** The requests of a plan that have succeeded. */
export interface Progress {
  readonly done: readonly PlannedRequest[]
  /** The IDs, which are empty before they are known. */
  readonly ids: PoolIds
  readonly clientSecret?: string
}

interface Output {
  UserPool?: { Id?: string }
  UserPoolClient?: { ClientId?: string, ClientSecret?: string }
}

/**
 * Sends the requests of a plan.
 *
 * @param onProgress - called after each request
 * @throws the error of the AWS SDK. Nothing is deleted
 */
export async function runPlan (
  sdk: Sdk,
  client: CognitoClient,
  steps: readonly Step[],
  onProgress: (progress: Progress) => void
): Promise<void> {
  let progress: Progress = { done: [], ids: { userPoolId: '', clientId: '' } }
  for (const step of steps) {
    const request = step(progress.ids)
    progress = after(progress, request, await send(sdk, client, request))
    onProgress(progress)
  }
}

async function send (sdk: Sdk, client: CognitoClient, { operation, input }: PlannedRequest): Promise<Output> {
  const Command = sdk[`${operation}Command`] as new (input: object) => object
  return (await client.send(new Command(input))) as Output
}

function after (
  { done, ids: { userPoolId, clientId }, clientSecret }: Progress,
  request: PlannedRequest,
  { UserPool, UserPoolClient }: Output
): Progress {
  const secret = UserPoolClient?.ClientSecret ?? clientSecret
  return {
    done: [...done, request],
    ids: { userPoolId: UserPool?.Id ?? userPoolId, clientId: UserPoolClient?.ClientId ?? clientId },
    ...(secret !== undefined && { clientSecret: secret })
  }
}

/** Returns what a request creates, such as `group admin`. Undefined for a setting. */
export function createdBy ({ operation, input }: PlannedRequest, ids: PoolIds): string | undefined {
  switch (operation) {
    case 'CreateUserPool':
      return `user pool ${ids.userPoolId}`
    case 'SetUserPoolMfaConfig':
      return undefined
    case 'CreateResourceServer':
      return `resource server ${input.Identifier}`
    case 'CreateUserPoolClient':
      return `app client ${ids.clientId}`
    case 'CreateUserPoolDomain':
      return `domain ${input.Domain}`
    case 'CreateManagedLoginBranding':
      return 'branding style'
    case 'CreateGroup':
      return `group ${input.GroupName}`
  }
}
