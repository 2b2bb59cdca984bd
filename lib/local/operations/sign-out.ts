import { checkSecret, clientOf } from '../app-client.js'
import { CognitoException } from '../exception.js'
import { optionalText, text } from '../input.js'
import { authenticated } from '../access-token.js'
import { namedUser } from '../named-user.js'
import type { Fields } from '../emulator.js'
import type { Parts } from '../parts.js'

/** Ends the session of a refresh token. One that is not known is no error (RFC 7009 section 2.2). */
export async function revokeToken (parts: Parts, body: Fields): Promise<Fields> {
  const { client } = await clientOf(parts, body)
  checkSecret(client, optionalText(body, 'ClientSecret'))
  const found = parts.sessions.find(text(body, 'Token'))
  if (found === undefined) return {}
  if (found.session.clientId !== client.ClientId) throw new CognitoException('UnauthorizedException', 'The token was not issued to this client.')
  await parts.sessions.revoke(found.session)
  return {}
}

export async function globalSignOut (parts: Parts, body: Fields): Promise<Fields> {
  const { user } = await authenticated(parts, body)
  await parts.sessions.revokeUser(user)
  return {}
}

export async function adminUserGlobalSignOut (parts: Parts, body: Fields): Promise<Fields> {
  const { user } = await namedUser(parts, body)
  await parts.sessions.revokeUser(user)
  return {}
}

/** Disabling someone ends their sessions too, as AWS does. */
export async function adminDisableUser (parts: Parts, body: Fields): Promise<Fields> {
  await adminUserGlobalSignOut(parts, body)
  return await parts.delegate('AdminDisableUser', body)
}
