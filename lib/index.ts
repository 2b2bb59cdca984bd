export { cognitoAuth, cognitoAuth as default } from './plugin.js'
export { closeWhenExpired, type Closable } from './authorization/close-when-expired.js'
export { getCurrentUser } from './authorization/get-current-user.js'
export { openapi } from './authorization/openapi.js'
export { errors } from './errors.js'
export { optionsFromEnv } from './options/from-env.js'
export { createUserPool } from './pool/create-user-pool.js'
export { memoryRevocations } from './revocation/memory.js'
export {
  cognitoGroups,
  source,
  type SourceFunction,
  type CachedSourceFunction,
  type CachedSourceOptions,
  type Source,
  type SourceOptions
} from './sources/source.js'
export { redisRevocations, type RedisRevocationsOptions } from './revocation/redis.js'
export { verifiedPermissions } from './verified-permissions/verified-permissions.js'
export type { CedarEntity, VerifiedPermissionsOptions } from './verified-permissions/options.js'
export type { AlbOptions } from './options/alb-options.js'
export type { ClientTokenRequest } from './options/client-token-request.js'
export type { ManagedLoginOptions } from './options/managed-login-options.js'
export type { ManagedLoginError } from './managed-login/errors.js'
export { memorySessions, type MemorySessionsOptions } from './sessions/memory.js'
export { redisSessions, type RedisSessionsOptions } from './sessions/redis.js'
export { fromCookie, fromHeader } from './verification/extractors.js'

export type { Condition } from './authorization/condition.js'
export type { RouteRequirements, Guard } from './authorization/guard.js'
export type { PermissionMap } from './sources/permission.js'
export type { LoadProfile } from './authorization/load-profile.js'
export type { TokenRestriction } from './authorization/token-restriction.js'
export type { NormalizedRequirement, Requirement } from './authorization/requirement.js'
export type { CognitoAuth, PoolHealth } from './cognito-auth.js'
export type { Caller } from './cognito/api.js'
export type { CognitoErrorCode } from './errors.js'
export type { Events } from './events.js'
export type {
  CognitoApiOptions,
  CognitoAuthOptions,
  JwksCacheOptions,
  MachineOptions,
  MultiplePoolsOptions,
  SinglePoolOptions,
  Permissions,
  PoolOptions,
  ResolvedPoolOptions,
  ResolvedPoolsOptions,
  ResolveOptions,
  ResolvePool,
  SharedOptions,
  TokenCacheOptions
} from './options/options.js'
export type { RequestHandler } from './options/request-handler.js'
export type { RouteName } from './options/route-names.js'
export type {
  AdministratorOptions,
  AdminOptions,
  AuditOptions,
  ProfileOptions,
  RoutesOptions,
  SignInOptions,
  SignUpOptions
} from './options/routes-options.js'
export type { LimitOptions, RateLimitOptions, RedisConnection } from './rate-limit/options.js'
export type {
  RevocationHealth,
  Revocations,
  RevocationStore,
  RevocationTarget
} from './revocation/revocations.js'
export type { SessionOptions } from './options/session-options.js'
export type { SignInPageColors, SignInPageOptions } from './options/sign-in-page-options.js'
export type { SignInPageText } from './options/sign-in-page-texts.js'
export type { Sessions, SessionStore, StoredSession } from './sessions/store.js'
export type {
  AccessTokenClaims,
  CognitoClaims,
  FurtherClaims,
  IdentityClaim,
  IdTokenClaims,
  LoadBalancerClaims,
  TokenClaims
} from './user/claims.js'
export type { ToUser } from './user/user-extension.js'
export type { AnyTokenUse, CurrentUser, Machine, User, TokenUse } from './user/current-user.js'
export type { ExtractToken } from './verification/credential.js'
export type { KeySetHealth } from './verification/key-set.js'
