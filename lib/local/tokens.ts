import { randomUUID } from 'node:crypto'
import { attributeOf, type AppClient, type User } from './records.js'
import { sign, type Claims, type SigningKeys } from './keys.js'
import { readable } from './attributes.js'
import { seconds } from './validity.js'
import type { Session } from './sessions.js'

const HOUR = 3600

/** The scope of tokens that come of an API sign-in, without which no self-service operation works. */
export const SELF_SERVICE = 'aws.cognito.signin.user.admin'

export interface Signer {
  keys: SigningKeys
  now: () => number
  issuer: (userPoolId: string) => string
}

export interface PersonTokens { AccessToken: string, IdToken: string, ExpiresIn: number, TokenType: 'Bearer' }

/** An access token and an ID token of one person's session. */
export function personTokens (signer: Signer, user: User, groups: readonly string[], client: AppClient, session: Session): PersonTokens {
  const iat = Math.floor(signer.now() / 1000)
  const units = client.TokenValidityUnits
  const accessFor = seconds(client.AccessTokenValidity, units.AccessToken, HOUR)
  const shared = {
    sub: session.sub,
    ...groups.length > 0 && { 'cognito:groups': groups },
    iss: signer.issuer(client.UserPoolId),
    origin_jti: session.originJti,
    event_id: randomUUID(),
    auth_time: session.authTime,
    iat
  }
  return {
    AccessToken: sign(signer.keys.access, {
      ...shared,
      client_id: client.ClientId,
      token_use: 'access',
      scope: SELF_SERVICE,
      exp: iat + accessFor,
      jti: randomUUID(),
      username: user.Username
    }),
    IdToken: sign(signer.keys.id, {
      ...profileClaims(user, client),
      ...shared,
      'cognito:username': user.Username,
      aud: client.ClientId,
      token_use: 'id',
      exp: iat + seconds(client.IdTokenValidity, units.IdToken, HOUR),
      jti: randomUUID()
    }),
    ExpiresIn: accessFor,
    TokenType: 'Bearer'
  }
}

/** What the client may read of the user; `*_verified` are booleans, everything else stays a string. */
function profileClaims (user: User, client: AppClient): Claims {
  return Object.fromEntries(readable(user.Attributes, client).map(({ Name, Value }) =>
    [Name, Name.endsWith('_verified') ? Value === 'true' : Value]))
}

/** An access token of the client itself (client credentials, RFC 6749 section 4.4). */
export function machineToken (signer: Signer, client: AppClient, scopes: readonly string[]): { token: string, expiresIn: number } {
  const iat = Math.floor(signer.now() / 1000)
  const expiresIn = seconds(client.AccessTokenValidity, client.TokenValidityUnits.AccessToken, HOUR)
  const token = sign(signer.keys.access, {
    sub: client.ClientId,
    token_use: 'access',
    scope: scopes.join(' '),
    auth_time: iat,
    iss: signer.issuer(client.UserPoolId),
    exp: iat + expiresIn,
    iat,
    version: 2,
    jti: randomUUID(),
    client_id: client.ClientId
  })
  return { token, expiresIn }
}

/** Whether the session is still this user's: a name can be taken again after its first owner is deleted. */
export function isOf (session: Session, user: User | null): user is User {
  return user !== null && attributeOf(user, 'sub') === session.sub
}
