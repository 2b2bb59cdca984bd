import { createHmac } from 'node:crypto'
import type { Settings } from './options.js'
import { notAuthorized, Refusal } from './refusal.js'

export interface Client { id: string, secret: string | undefined }

/** The app client that a request names. */
export function clientOf ({ clients }: Settings, id: string, exception = 'ResourceNotFoundException'): Client {
  if (!clients.has(id)) throw new Refusal(exception, `User pool client ${id} does not exist.`)
  return { id, secret: clients.get(id) }
}

/** base64(HMAC_SHA256(secret, username + client id)), reckoned here and not by the code that is tested. */
export function hashOf (secret: string, username: string, clientId: string): string {
  return createHmac('sha256', secret).update(username).update(clientId).digest('base64')
}

/** Throws unless the hash is over one of these names, or the client has no secret. */
export function checkSecretHash ({ id, secret }: Client, hash: string | undefined, names: readonly string[]): void {
  if (secret === undefined) {
    if (hash !== undefined) throw notAuthorized(`Client ${id} is configured without secret but SECRET_HASH was received`)
    return
  }
  if (hash === undefined) throw notAuthorized(`Client ${id} is configured with secret but SECRET_HASH was not received`)
  if (!names.some(name => hash === hashOf(secret, name, id))) throw notAuthorized(`SecretHash does not match for the client: ${id}`)
}

/** For the operations that take the secret itself. */
export function checkSecret ({ id, secret }: Client, given: string | undefined, exception = 'NotAuthorizedException'): void {
  if (secret === given) return
  if (secret === undefined) throw new Refusal(exception, `Client ${id} is configured without secret but a secret was received`)
  if (given === undefined) throw new Refusal(exception, `Client ${id} is configured with secret but a secret was not received`)
  throw new Refusal(exception, `Client secret does not match for the client: ${id}`)
}
