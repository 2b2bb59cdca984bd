import type { AuthenticationResultType, GetTokensFromRefreshTokenRequest, GetTokensFromRefreshTokenResponse, GlobalSignOutRequest, RevokeTokenRequest } from '@aws-sdk/client-cognito-identity-provider'
import { checkState, type Pool } from '../pool.js'
import { invalidParameter, notAuthorized, Refusal, required } from '../refusal.js'
import { checkSecret, checkSecretHash, clientOf, type Client } from '../secret-hash.js'
import type { SignIn } from '../sign-ins.js'
import { issueTokens } from '../tokens.js'
import type { Step } from './asking.js'

/** The older way to refresh: with the hash over the real username, and not where refresh tokens rotate. */
export async function refreshTokenAuth (pool: Pool, client: Client, parameters: Record<string, string>): Promise<Step> {
  const { flows, rotation } = pool.settings
  if (rotation !== undefined || !flows.includes('REFRESH_TOKEN_AUTH')) throw invalidParameter('REFRESH_TOKEN_AUTH flow not enabled for this client')
  const signIn = pool.signIns.check(required(parameters, 'REFRESH_TOKEN'), client.id, parameters['DEVICE_KEY'])
  checkSecretHash(client, parameters['SECRET_HASH'], [signIn.person.sub])
  return { ChallengeParameters: {}, AuthenticationResult: await renew(pool, signIn) }
}

export async function getTokensFromRefreshToken (pool: Pool, { ClientId = '', ClientSecret, RefreshToken = '', DeviceKey }: GetTokensFromRefreshTokenRequest): Promise<GetTokensFromRefreshTokenResponse> {
  const client = clientOf(pool.settings, ClientId)
  checkSecret(client, ClientSecret)
  const signIn = pool.signIns.check(RefreshToken, client.id, DeviceKey)
  const next = pool.signIns.rotate(signIn, RefreshToken)
  return { AuthenticationResult: { ...await renew(pool, signIn), RefreshToken: next } }
}

async function renew (pool: Pool, signIn: SignIn): Promise<AuthenticationResultType> {
  if (!pool.users.has(signIn.person)) throw notAuthorized('Invalid Refresh Token')
  checkState(signIn.person)
  return issueTokens(pool, signIn)
}

/** Ends one sign-in. A token that is not known is no error (RFC 7009 section 2.2). */
export async function revokeToken (pool: Pool, { ClientId = '', ClientSecret, Token = '' }: RevokeTokenRequest): Promise<object> {
  // The operation declares neither NotAuthorized nor ResourceNotFound.
  const client = clientOf(pool.settings, ClientId, 'UnauthorizedException')
  checkSecret(client, ClientSecret, 'UnauthorizedException')
  const signIn = pool.signIns.find(Token)
  if (signIn === undefined) {
    if (Token.split('.').length === 3) throw new Refusal('UnsupportedTokenTypeException', 'Unsupported token type')
    return {}
  }
  if (signIn.clientId !== client.id) throw new Refusal('UnauthorizedException', 'The token was not issued to this client.')
  signIn.revoked = true
  return {}
}

export async function globalSignOut (pool: Pool, { AccessToken = '' }: GlobalSignOutRequest): Promise<object> {
  const { person } = await pool.owner(AccessToken)
  pool.signIns.revokeAllOf(person)
  return {}
}
