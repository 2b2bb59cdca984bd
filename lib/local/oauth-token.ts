import { context, type Fields } from './emulator.js'
import type { AppClient } from './records.js'
import { isSame } from './app-client.js'
import { machineToken } from './tokens.js'
import type { Parts } from './parts.js'

/** An error of RFC 6749 section 5.2; its message is the error's name there. */
export class OAuthError extends Error {}

/** The token endpoint: client credentials only (RFC 6749 section 4.4). Throws OAuthError. */
export async function oauthToken (parts: Parts, authorization: string | undefined, form: URLSearchParams): Promise<Fields> {
  const grantType = form.get('grant_type')
  if (grantType === null) throw new OAuthError('invalid_request')
  if (grantType !== 'client_credentials') throw new OAuthError('unsupported_grant_type')
  const client = await authenticatedClient(parts, authorization, form)
  if (client.AllowedOAuthFlowsUserPoolClient !== true || client.AllowedOAuthFlows?.includes('client_credentials') !== true) {
    throw new OAuthError('unauthorized_client')
  }
  const { token, expiresIn } = machineToken(parts.signer, client, scopesOf(client, form.get('scope')))
  return { access_token: token, expires_in: expiresIn, token_type: 'Bearer' }
}

async function authenticatedClient (parts: Parts, authorization: string | undefined, form: URLSearchParams): Promise<AppClient> {
  const { id, secret } = basicCredentials(authorization) ?? { id: form.get('client_id'), secret: form.get('client_secret') }
  const client = id === null ? null : await parts.pools.getAppClient(context, id)
  if (!client?.ClientSecret || secret === null || !isSame(secret, client.ClientSecret)) throw new OAuthError('invalid_client')
  return client
}

/** HTTP Basic, the two parts form-encoded within (RFC 6749 section 2.3.1). */
function basicCredentials (authorization: string | undefined): { id: string, secret: string } | undefined {
  const encoded = /^Basic +([\w+/=-]+)$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':')
  return { id: formDecoded(id), secret: formDecoded(secret) }
}

function formDecoded (text: string): string {
  return new URLSearchParams(`x=${text.replaceAll('&', '%26')}`).get('x') as string
}

/** What was asked for, or everything the client may have. */
function scopesOf (client: AppClient, asked: string | null): string[] {
  const allowed = client.AllowedOAuthScopes ?? []
  const scopes = asked?.split(' ').filter(Boolean) ?? allowed
  if (scopes.length === 0 || !scopes.every(scope => allowed.includes(scope))) throw new OAuthError('invalid_scope')
  return scopes
}
