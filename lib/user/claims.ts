import { Type, type Static } from '@sinclair/typebox'

/**
 * What a Cognito token must carry before anybody is believed to be somebody.
 * Signature, issuer and times are the verifier's; here each claim is there and of its type (RFC 8725 3.11).
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
const text = Type.String({ minLength: 1, maxLength: 2048 })

/** Whole seconds since the epoch, as Cognito writes them; neither `1e300` nor a fraction is a time. */
const seconds = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** RFC 6749 3.3: names parted by exactly one space. */
const scope = Type.String({ pattern: '^[\\x21\\x23-\\x5B\\x5D-\\x7E]+( [\\x21\\x23-\\x5B\\x5D-\\x7E]+)*$', maxLength: 8192 })

const common = {
  iss: text,
  sub: text,
  exp: seconds,
  iat: seconds,
  nbf: Type.Optional(seconds),
  jti: Type.Optional(text),
  origin_jti: Type.Optional(text),
  'cognito:groups': Type.Optional(Type.Array(text, { maxItems: 500 }))
}

/** An access token: a person's has `username` and `auth_time`; a machine's (client credentials) has no `username`. */
export const AccessTokenClaims = Type.Object({
  ...common,
  token_use: Type.Literal('access'),
  client_id: text,
  scope: Type.Optional(scope),
  username: Type.Optional(text),
  auth_time: Type.Optional(seconds)
})

/** An ID token: whom it is for stands in `aud`. */
export const IdTokenClaims = Type.Object({
  ...common,
  token_use: Type.Literal('id'),
  aud: text,
  auth_time: seconds,
  'cognito:username': text,
  email: Type.Optional(Type.String({ maxLength: 2048 })),
  name: Type.Optional(Type.String({ maxLength: 2048 }))
})

export type AccessTokenClaims = Static<typeof AccessTokenClaims>
export type IdTokenClaims = Static<typeof IdTokenClaims>

/** The claims of a verified token, and whatever else the pool put into it. */
export type TokenClaims = (AccessTokenClaims | IdTokenClaims) & { readonly [claim: string]: unknown }
