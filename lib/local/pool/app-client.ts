import { createHmac } from 'node:crypto'
import { isSame } from './compare.js'
import { CognitoException, notAuthorized } from './exception.js'
import type { AppClient } from './records.js'

/** base64(HMAC_SHA256(secret, username + client ID)). */
export function secretHash (secret: string, username: string, clientId: string): string {
  return createHmac('sha256', secret)
    .update(username + clientId)
    .digest('base64')
}

/** Throws if a secret hash is missing, wrong or not expected. Either name of the user may be hashed. */
export function checkSecretHash (
  { id, secrets }: AppClient,
  hash: string | undefined,
  name: string,
  { username }: { username: string } = { username: name }
): void {
  if (secrets.length === 0) {
    if (hash !== undefined) {
      throw notAuthorized(`Client ${id} is configured without secret but SECRET_HASH was received`)
    }
    return
  }
  if (hash === undefined) {
    throw notAuthorized(`Client ${id} is configured with secret but SECRET_HASH was not received`)
  }
  const isRight = secrets.some(({ value }) =>
    [name, username].some(text => isSame(hash, secretHash(value, text, id)))
  )
  if (!isRight) throw notAuthorized(`SecretHash does not match for the client: ${id}`)
}

/** Throws if the secret of an app client is missing, wrong or not expected. */
export function checkSecret (client: AppClient, secret: string | undefined): void {
  const { id, secrets } = client
  const unauthorized = (reason: string) =>
    new CognitoException('NotAuthorizedException', reason, { otherwise: 'UnauthorizedException' })
  if (secrets.length === 0) {
    if (secret !== undefined) {
      throw unauthorized(`Client ${id} is configured without secret but a secret was received`)
    }
    return
  }
  if (secret === undefined) {
    throw unauthorized(`Client ${id} is configured with secret but a secret was not received`)
  }
  if (!isSecretOf(client, secret)) throw unauthorized(`Secret does not match for the client: ${id}`)
}

/** Returns whether it is one of the client's secrets. */
export function isSecretOf ({ secrets }: AppClient, secret: string): boolean {
  return secrets.some(({ value }) => isSame(secret, value))
}
