import { Type, type Static } from '@sinclair/typebox'

/**
 * The schemas of the claims of Cognito tokens (RFC 8725 3.11). Signature, issuer and times are checked by the
 * verifier. `npm run schemas` compiles them; the log has the description of a claim as the expected value.
 *
 * Claims that no trigger can change have strict types: issuer, times, use, client, names, session and
 * identities. Claims that a pre-token-generation trigger may set to any JSON value are `unknown`:
 * `currentUser` has them if they are of the type that Cognito writes.
 *
 * @see
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
const text = Type.String({
  minLength: 1,
  maxLength: 2048,
  description: 'a string of 1 to 2048 characters'
})

/** Whole seconds since the epoch, as Cognito writes them; neither `1e300` nor a fraction is a time. */
const seconds = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'a whole number of seconds since the epoch'
})

/** Any JSON value, since a trigger may set it. */
const unknownClaim = Type.Optional(Type.Unknown())

const common = {
  /** The issuer: the URL of the user pool. */
  iss: text,
  /** The ID of the user, or the client ID of a machine. */
  sub: text,
  /** When the token expires, in seconds since the epoch. */
  exp: seconds,
  /** When the token was issued, in seconds since the epoch. */
  iat: seconds,
  /** When the token becomes valid, in seconds since the epoch. Cognito does not write it. */
  nbf: Type.Optional(seconds),
  /** The ID of the token. */
  jti: Type.Optional(text),
  /** The ID of the session: refreshed tokens keep it. */
  origin_jti: Type.Optional(text),
  /**
   * When the user signed in, in seconds since the epoch. `currentUser.authenticatedAt` has it checked, in
   * milliseconds.
   */
  auth_time: unknownClaim,
  /**
   * The user's groups: a list of names, unless a trigger writes something else. `currentUser.groups` has it
   * checked.
   */
  'cognito:groups': unknownClaim
}

/** The claims of an access token. `username` is absent in a token of the client credentials grant. */
export const AccessTokenClaims = Type.Object({
  ...common,
  token_use: Type.Literal('access', { description: 'access or id' }),
  /** The app client that the token was issued to. */
  client_id: text,
  /** The APIs that the token is for. Cognito writes the resource that was requested (RFC 8707), if any. */
  aud: Type.Optional(Type.Union([text, Type.Array(text)], { description: 'a string or a list of strings' })),
  /**
   * The scopes, separated by spaces, unless a trigger writes something else. `currentUser.scopes` has it
   * checked.
   */
  scope: unknownClaim,
  /** The username in the pool. */
  username: Type.Optional(text)
})

const nullableText = Type.Optional(Type.Union([Type.String(), Type.Null()]))

/** An account at an identity provider, in the claim `identities`. */
export const IdentityClaim = Type.Object({
  /** The ID of the user at the identity provider. */
  userId: Type.String(),
  /** The name of the identity provider in the user pool. */
  providerName: Type.String(),
  /** The type of the identity provider, such as `Google`, `SAML` or `OIDC`. */
  providerType: nullableText,
  /** The issuer of the identity provider. */
  issuer: nullableText,
  /**
   * Whether the user was created by a sign-in with it, and not linked to it later. Cognito writes the text
   * `true` or `false`.
   */
  primary: Type.Optional(Type.Union([Type.String(), Type.Boolean()])),
  /** When the account was linked, in milliseconds since the epoch. Cognito writes it as text. */
  dateCreated: Type.Optional(Type.Union([Type.String(), Type.Number()]))
})

/** The claims of an ID token. */
export const IdTokenClaims = Type.Object({
  ...common,
  token_use: Type.Literal('id', { description: 'access or id' }),
  /** The app client that the token was issued to. */
  aud: text,
  /** The username in the pool. */
  'cognito:username': text,
  /** The user's email address, unless a trigger writes something else. `currentUser.email` has it checked. */
  email: unknownClaim,
  /** The user's full name, unless a trigger writes something else. `currentUser.name` has it checked. */
  name: unknownClaim,
  /**
   * The accounts at identity providers that the user signs in with, absent without any.
   * `(await request.loadProfile()).identities` has `primary` as a boolean, and the time in ISO 8601.
   */
  identities: Type.Optional(
    Type.Array(IdentityClaim, { description: 'a list of objects with userId and providerName' })
  )
})

/**
 * The claims of a token that a load balancer signs: those of Cognito's userInfo endpoint, without the groups
 * and scopes of the user.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
export const LoadBalancerClaims = Type.Object({
  /** The issuer: the URL of the user pool. */
  iss: text,
  /** The ID of the user. */
  sub: text,
  /** When the token expires, in seconds since the epoch. */
  exp: seconds,
  /** The username in the pool. */
  username: text,
  /** The user's email address. `currentUser.email` has it checked. */
  email: unknownClaim,
  /** The user's full name. `currentUser.name` has it checked. */
  name: unknownClaim,
  /** When the token was issued, in seconds since the epoch. */
  iat: Type.Optional(seconds),
  /** When the token becomes valid, in seconds since the epoch. */
  nbf: Type.Optional(seconds),
  /** The ID of the token. */
  jti: Type.Optional(text),
  /** Only tokens of Cognito have it. */
  token_use: Type.Optional(Type.Undefined({ description: 'nothing' }))
})

export type AccessTokenClaims = Static<typeof AccessTokenClaims>
export type IdentityClaim = Static<typeof IdentityClaim>
export type IdTokenClaims = Static<typeof IdTokenClaims>
export type LoadBalancerClaims = Static<typeof LoadBalancerClaims>

/** Any further claims. */
export interface FurtherClaims {
  /** A claim that has no type here. */
  readonly [claim: string]: unknown
}

/** The claims of a verified token of Cognito, with any further claims. */
export type CognitoClaims = (AccessTokenClaims | IdTokenClaims) & FurtherClaims

/** The claims of a verified token, with any further claims. */
export type TokenClaims = CognitoClaims | (LoadBalancerClaims & FurtherClaims)
