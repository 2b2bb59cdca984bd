import type {
  AdminInitiateAuthRequest,
  AdminRespondToAuthChallengeRequest,
  GetTokensFromRefreshTokenRequest,
  GetTokensFromRefreshTokenResponse,
  InitiateAuthRequest,
  InitiateAuthResponse,
  RespondToAuthChallengeRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { checkSecret, checkSecretHash } from '../pool/app-client.js'
import { invalidParameter } from '../pool/exception.js'
import { required } from '../pool/parameters.js'
import type { AppClient } from '../pool/records.js'
import { refresh } from '../pool/refresh.js'
import { allowsFlow, rotates } from '../pool/settings.js'
import { startSignIn } from '../pool/sign-in/flows.js'
import { respond } from '../pool/sign-in/respond.js'
import { isChallenge, type Step, type TokenStep } from '../pool/sign-in/types.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { authenticationResult } from './output.js'
import { namedClient } from './lookup.js'

export async function initiateAuth (
  pools: UserPools,
  input: Valid<InitiateAuthRequest>
): Promise<InitiateAuthResponse> {
  return await initiate(pools.client(input.ClientId), input, false)
}

export async function adminInitiateAuth (
  pools: UserPools,
  input: Valid<AdminInitiateAuthRequest>
): Promise<InitiateAuthResponse> {
  return await initiate(namedClient(pools, input), input, true)
}

interface PoolAndClient {
  pool: UserPool
  client: AppClient
}

async function initiate (
  { pool, client }: PoolAndClient,
  input: Valid<InitiateAuthRequest>,
  isAdministrator: boolean
): Promise<InitiateAuthResponse> {
  const {
    AuthFlow: flow,
    AuthParameters: parameters = {},
    Session: session,
    ClientMetadata: clientMetadata
  } = input
  if (flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN') {
    return await refreshTokenAuth(pool, client, input)
  }
  return toResponse(
    await startSignIn(pool, client, { flow, parameters, session, clientMetadata }, isAdministrator)
  )
}

export async function respondToAuthChallenge (
  pools: UserPools,
  input: Valid<RespondToAuthChallengeRequest>
): Promise<InitiateAuthResponse> {
  return await respondTo(pools.client(input.ClientId), input)
}

export async function adminRespondToAuthChallenge (
  pools: UserPools,
  input: Valid<AdminRespondToAuthChallengeRequest>
): Promise<InitiateAuthResponse> {
  return await respondTo(namedClient(pools, input), input)
}

async function respondTo (
  { pool, client }: PoolAndClient,
  input: Valid<Omit<RespondToAuthChallengeRequest, 'ClientId'>>
): Promise<InitiateAuthResponse> {
  const {
    ChallengeName: name,
    Session: session,
    ChallengeResponses: responses = {},
    ClientMetadata: clientMetadata
  } = input
  return toResponse(await respond(pool, client, { name, session, responses, clientMetadata }))
}

function toResponse (step: Step): InitiateAuthResponse {
  if (isChallenge(step)) {
    const { name, parameters, session, available } = step
    return {
      ChallengeName: name as NonNullable<InitiateAuthResponse['ChallengeName']>,
      ChallengeParameters: parameters,
      Session: session,
      AvailableChallenges: available as InitiateAuthResponse['AvailableChallenges']
    }
  }
  // Only sign-ins of managed login end without tokens.
  const { tokens, refreshToken, newDevice } = step as TokenStep
  const device = newDevice && {
    NewDeviceMetadata: { DeviceKey: newDevice.key, DeviceGroupKey: newDevice.groupKey }
  }
  return {
    ChallengeParameters: {},
    AuthenticationResult: { ...authenticationResult(tokens, refreshToken), ...device }
  }
}

/** The older way to refresh, which app clients that rotate refresh tokens do not have. */
async function refreshTokenAuth (
  pool: UserPool,
  client: AppClient,
  input: Valid<InitiateAuthRequest>
): Promise<InitiateAuthResponse> {
  if (rotates(client) || !allowsFlow(client, 'REFRESH_TOKEN_AUTH')) {
    throw invalidParameter('REFRESH_TOKEN_AUTH flow not enabled for this client')
  }
  const { AuthParameters: parameters = {} } = input
  const { tokens } = await refresh(pool, client, {
    refreshToken: required(parameters, 'REFRESH_TOKEN'),
    deviceKey: parameters['DEVICE_KEY'],
    check: ({ username }) => checkSecretHash(client, parameters['SECRET_HASH'], username)
  })
  return { ChallengeParameters: {}, AuthenticationResult: authenticationResult(tokens) }
}

export async function getTokensFromRefreshToken (
  pools: UserPools,
  input: Valid<GetTokensFromRefreshTokenRequest>
): Promise<GetTokensFromRefreshTokenResponse> {
  const { pool, client } = pools.client(input.ClientId)
  checkSecret(client, input.ClientSecret)
  const { tokens, refreshToken } = await refresh(pool, client, {
    refreshToken: input.RefreshToken,
    deviceKey: input.DeviceKey,
    clientMetadata: input.ClientMetadata
  })
  return { AuthenticationResult: authenticationResult(tokens, refreshToken) }
}
