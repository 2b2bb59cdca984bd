import { createHmac, timingSafeEqual } from 'node:crypto'
import { context, type AppClient, type Fields, type Pool, type User } from './emulator.js'
import { CognitoException, notAuthorized, notFound } from './exception.js'
import { text } from './input.js'
import type { Parts } from './parts.js'

/** The app client that a request names, and its pool. */
export async function clientOf (parts: Parts, body: Fields): Promise<{ client: AppClient, pool: Pool }> {
  const id = text(body, 'ClientId')
  const client = await parts.pools.getAppClient(context, id)
  if (client === null) throw notFound(`User pool client ${id} does not exist.`)
  return { client, pool: await parts.pools.getUserPool(context, client.UserPoolId) }
}

/** Whether the client keeps it to itself if a user exists. */
export function hidesUsers (client: AppClient): boolean {
  return client.PreventUserExistenceErrors === 'ENABLED'
}

/** Throws where a client's secret hash is missing, wrong, or not called for. */
export function checkSecretHash (client: AppClient, hash: string | undefined, username: string, user: User | null): void {
  const { ClientId, ClientSecret } = client
  if (ClientSecret === undefined) {
    if (hash !== undefined) throw notAuthorized(`Client ${ClientId} is configured without secret but SECRET_HASH was received`)
    return
  }
  if (hash === undefined) throw notAuthorized(`Client ${ClientId} is configured with secret but SECRET_HASH was not received`)
  // Signing in by email, the name may be hashed as it was sent or as it is in the pool.
  const names = user === null ? [username] : [username, user.Username]
  if (!names.some(name => isSame(hash, secretHash(ClientSecret, name + ClientId)))) {
    throw notAuthorized(`SecretHash does not match for the client: ${ClientId}`)
  }
}

function secretHash (secret: string, content: string): string {
  return createHmac('sha256', secret).update(content).digest('base64')
}

/** Throws where a client's secret itself is missing, wrong, or not called for. */
export function checkSecret (client: AppClient, secret: string | undefined): void {
  const { ClientId, ClientSecret } = client
  if (ClientSecret === undefined && secret !== undefined) throw notAuthorized(`Client ${ClientId} is configured without secret but a secret was received`)
  if (ClientSecret !== undefined && secret === undefined) throw notAuthorized(`Client ${ClientId} is configured with secret but a secret was not received`)
  if (!isSame(secret ?? '', ClientSecret ?? '')) throw notAuthorized(`Secret does not match for the client: ${ClientId}`)
}

/** Compares without telling by its time how much was right. */
export function isSame (a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Throws where the client does not list the flow; without a list, refreshing is all it may do. */
export function checkFlow (client: AppClient, flow: string): void {
  const flows = client.ExplicitAuthFlows ?? ['ALLOW_REFRESH_TOKEN_AUTH']
  if (!flows.includes(`ALLOW_${flow}`)) throw new CognitoException('InvalidParameterException', `${flow} flow not enabled for this client`)
}

export function rotates (client: AppClient): boolean {
  return client.RefreshTokenRotation?.Feature === 'ENABLED'
}
