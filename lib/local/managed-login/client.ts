import { isSecretOf } from '../pool/app-client.js'
import type { AppClient } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import { OAuthError } from './errors.js'
import { clientOf } from './version.js'

/** An authenticated app client, with its pool. */
export interface ClientAuthentication {
  pool: UserPool
  client: AppClient
  /** The secret that it sent. */
  secret: string | null
}

/** Authenticates an app client by HTTP Basic or by the form. A client without a secret only sends its ID. */
export function authenticatedClient (
  pools: UserPools,
  authorization: string | undefined,
  form: URLSearchParams
): ClientAuthentication {
  const { id, secret } = basicCredentials(authorization) ?? {
    id: form.get('client_id'),
    secret: form.get('client_secret')
  }
  const found = clientOf(pools, id)
  if (found === undefined) throw new OAuthError('invalid_client')
  const { pool, client } = found
  const isRight = client.secrets.length === 0 ? secret === null : isSecretOf(client, secret ?? '')
  if (!isRight) throw new OAuthError('invalid_client')
  return { pool, client, secret }
}

/** Parses HTTP Basic, whose two parts are form-encoded (RFC 6749 section 2.3.1). */
function basicCredentials (authorization: string | undefined): { id: string, secret: string } | undefined {
  const encoded = /^Basic +([\w+/=-]+)$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':')
  return { id: formDecoded(id), secret: formDecoded(secret) }
}

function formDecoded (text: string): string {
  return new URLSearchParams(`x=${text.replaceAll('&', '%26')}`).get('x') as string
}
