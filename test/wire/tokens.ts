import { randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT, type JWTPayload } from 'jose'
import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider'
import type { Key, Keys } from './keys.js'
import { LIFETIME } from './options.js'
import { notAuthorized } from './refusal.js'
import type { SignIn } from './sign-ins.js'

/** Without it, no operation that takes an access token works. */
const SELF_SERVICE = 'aws.cognito.signin.user.admin'

const SECONDS = LIFETIME.accessToken / 1000

export interface Issuer { readonly keys: Keys, readonly issuer: string, readonly now: () => number }

/** The access token and the ID token of a sign-in, claim by claim as Cognito writes them. */
export async function issueTokens ({ keys, issuer, now }: Issuer, { person, clientId, device, originJti, authTime }: SignIn): Promise<AuthenticationResultType> {
  const iat = Math.floor(now() / 1000)
  const shared = {
    sub: person.sub,
    ...(person.groups.length > 0 && { 'cognito:groups': person.groups }),
    iss: issuer,
    origin_jti: originJti,
    event_id: randomUUID(),
    auth_time: authTime,
    exp: iat + SECONDS,
    iat
  }
  return {
    AccessToken: await sign(keys.access, {
      ...shared,
      client_id: clientId,
      token_use: 'access',
      scope: SELF_SERVICE,
      jti: randomUUID(),
      username: person.sub,
      ...(device !== undefined && { device_key: device.key })
    }),
    IdToken: await sign(keys.id, {
      ...profileClaims(person.attributes), ...shared, 'cognito:username': person.sub, aud: clientId, token_use: 'id', jti: randomUUID()
    }),
    ExpiresIn: SECONDS,
    TokenType: 'Bearer'
  }
}

/** `*_verified` are booleans; everything else stays text. */
function profileClaims (attributes: Record<string, string>): JWTPayload {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, name.endsWith('_verified') ? value === 'true' : value]))
}

/** No `typ`: AWS has `kid` and `alg` only. */
async function sign ({ kid, privateKey }: Key, claims: JWTPayload): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey)
}

/** The claims of an access token of this pool's that is good, as far as it says itself. No other token has its key. */
export async function verifyAccessToken ({ keys, issuer, now }: Issuer, token: string): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, keys.access.publicKey, { issuer, algorithms: ['RS256'], currentDate: new Date(now()) })
    .catch((thrown: { code?: string }) => {
      throw notAuthorized(thrown.code === 'ERR_JWT_EXPIRED' ? 'Access Token has expired' : 'Invalid Access Token')
    })
  if (!String(payload['scope']).split(' ').includes(SELF_SERVICE)) throw notAuthorized('Access Token does not have required scopes')
  return payload
}
