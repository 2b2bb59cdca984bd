import { CognitoIdentityProvider, type AuthFlowType, type ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import type { Test } from 'tap'
import type { WireOptions, WireUser } from './options.js'
import { hashOf } from './secret-hash.js'
import { startWireCognito, type WireCognito } from './server.js'

/** The wire server as the tests of itself meet it: by the real SDK. */

export const SECRET = 'wireclientsecret0123456789'

export const ADA: WireUser & { password: string, sub: string } = {
  email: 'ada@example.com', password: 'Correct-horse-7', sub: '7d2f5c1a-0f0e-4c53-9a55-0d6f6f6f0001', phone: '+491711234567'
}

export const BOB: WireUser & { password: string } = { email: 'bob@example.com', password: 'Battery-staple-8' }

export async function start (t: Test, { users = [ADA, BOB], ...options }: WireOptions = {}) {
  const wire = await startWireCognito(t, { users, ...options })
  const api = new CognitoIdentityProvider({
    region: 'eu-west-1', endpoint: wire.endpoint, maxAttempts: 1, credentials: { accessKeyId: 'wire', secretAccessKey: 'wire' }
  })
  t.teardown(() => { api.destroy() })
  const { clientId: ClientId, clientSecret } = wire.options
  const hash = (name: string) => clientSecret === undefined ? {} : { SECRET_HASH: hashOf(clientSecret, name, ClientId) }

  const initiate = (AuthFlow: AuthFlowType, AuthParameters: Record<string, string>, Session?: string) =>
    api.initiateAuth({ AuthFlow, ClientId, AuthParameters, Session })
  /** A sign-in by password; over the name as it was given. */
  const signIn = ({ email, password = '' }: WireUser) => initiate('USER_PASSWORD_AUTH', { USERNAME: email, PASSWORD: password, ...hash(email) })
  const respond = (ChallengeName: ChallengeNameType, { Session }: { Session?: string | undefined }, USERNAME: string, responses: Record<string, string> = {}) =>
    api.respondToAuthChallenge({ ChallengeName, ClientId, Session, ChallengeResponses: { USERNAME, ...responses } })
  return { wire, api, ClientId, hash, initiate, signIn, respond }
}

/** A request that the SDK would not make. */
export async function raw (wire: WireCognito, operation: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number, __type: string }> {
  const response = await fetch(wire.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body)
  })
  return { status: response.status, ...await response.json() as { __type: string } }
}

/** What an exception has to be. */
export function refusal (name: string, message?: string | RegExp) {
  return { name, ...(message !== undefined && { message }) }
}
