import { createHmac, timingSafeEqual } from 'node:crypto'
import { context, type Fields, type Pool } from './emulator.js'
import type { AppClient, User } from './records.js'
import { invalidParameter, notAuthorized, notFound } from './exception.js'
import { text } from './input.js'
import type { Parts } from './parts.js'

/** The app client that a request names, and its pool. */
export async function clientOf (parts: Parts, body: Fields): Promise<{ client: AppClient, pool: Pool }> {
  const id = text(body, 'ClientId')
  const client = await parts.pools.getAppClient(context, id)
  if (client === null) throw notFound(`User pool client ${id} does not exist.`)
  return { client, pool: await parts.pools.getUserPool(context, client.UserPoolId) }
}

/** The same, where an administrator names the pool as well. */
export async function poolOf (parts: Parts, body: Fields): Promise<{ client: AppClient, pool: Pool }> {
  const { client, pool } = await clientOf(parts, body)
  if (client.UserPoolId !== text(body, 'UserPoolId')) throw notFound(`User pool client ${client.ClientId} does not exist.`)
  return { client, pool }
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

/** What goes with a username and a client's id, in this order. */
export function secretHash (secret: string, content: string): string {
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

/** Whether the client lists the flow; without a list, refreshing is all it may do. */
export function allowsFlow (client: AppClient, flow: string): boolean {
  const flows = client.ExplicitAuthFlows ?? ['ALLOW_REFRESH_TOKEN_AUTH']
  return flows.includes(`ALLOW_${flow}`)
}

export function checkFlow (client: AppClient, flow: string): void {
  if (!allowsFlow(client, flow)) throw invalidParameter(`${flow} flow not enabled for this client`)
}

export function rotates (client: AppClient): boolean {
  return client.RefreshTokenRotation?.Feature === 'ENABLED'
}
