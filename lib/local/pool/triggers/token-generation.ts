import type { Claims } from '../keys.js'
import type { AppClient, User } from '../records.js'
import type { UserPool } from '../user-pool.js'
import { runTrigger, triggerAttributes } from './run.js'

/** Claims that a trigger cannot change (Developer Guide, Pre token generation Lambda trigger). */
const PROTECTED = new Set([
  'acr',
  'amr',
  'at_hash',
  'auth_time',
  'azp',
  'exp',
  'iat',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'sub',
  'token_use',
  'aud',
  'client_id',
  'cognito:username',
  'username',
  'event_id',
  'identities',
  'version'
])

interface GroupOverride {
  groupsToOverride?: string[]
  iamRolesToOverride?: string[]
  preferredRole?: string
}

/** The changes of a trigger to one token. */
interface Changes {
  claimsToAddOrOverride?: Claims
  claimsToSuppress?: string[]
  scopesToAdd?: string[]
  scopesToSuppress?: string[]
}

export interface TokenChanges {
  id: Changes
  access: Changes
  groups: GroupOverride | undefined
}

export interface TokenRequest {
  source: string
  groups: { groupsToOverride: string[], iamRolesToOverride: string[], preferredRole: string | null }
  scopes: string[]
  clientMetadata?: Record<string, string> | undefined
}

/** Returns the changes of the trigger for token generation, or undefined if there is none. */
export async function tokenChanges (
  pool: UserPool,
  client: AppClient,
  user: User,
  { source, groups, scopes, clientMetadata }: TokenRequest
): Promise<TokenChanges | undefined> {
  const version = versionOf(pool)
  const isFirst = version === '1'
  const response = await runTrigger(pool, 'preTokenGeneration', {
    prefix: 'TokenGeneration',
    source,
    version,
    userName: user.username,
    clientId: client.id,
    request: {
      userAttributes: triggerAttributes(user),
      groupConfiguration: groups,
      scopes: isFirst ? undefined : scopes,
      clientMetadata
    },
    response: isFirst ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null }
  })
  if (response === undefined) return undefined
  if (isFirst) {
    const details = response['claimsOverrideDetails'] ?? {}
    return { id: details, access: {}, groups: details.groupOverrideDetails ?? undefined }
  }
  const details = response['claimsAndScopeOverrideDetails'] ?? {}
  return {
    id: details.idTokenGeneration ?? {},
    access: details.accessTokenGeneration ?? {},
    groups: details.groupOverrideDetails ?? undefined
  }
}

function versionOf ({ environment, settings }: UserPool): string {
  const configured = environment.triggers.preTokenGeneration
  const byPool = settings.LambdaConfig?.PreTokenGenerationConfig?.LambdaVersion
  const version = typeof configured === 'object' ? configured.version : (byPool ?? 'V1_0')
  return version.charAt(1)
}

/**
 * Returns the claims with the changes of a trigger. It may write `aud` to an access token, if it is the app
 * client of the session (Developer Guide, Pre token generation Lambda trigger, note 4).
 */
export function changedClaims (
  claims: Claims,
  { claimsToAddOrOverride = {}, claimsToSuppress = [] }: Changes
): Claims {
  const isOpen = (name: string) => !PROTECTED.has(name)
  const kept = Object.entries(claims).filter(
    ([name]) => !(claimsToSuppress ?? []).filter(isOpen).includes(name)
  )
  const added = Object.entries(claimsToAddOrOverride ?? {}).filter(
    ([name, value]) => isOpen(name) || (name === 'aud' && value === claims['client_id'])
  )
  return Object.fromEntries([...kept, ...added])
}

/** Returns the scopes with the changes of a trigger. */
export function changedScopes (
  scopes: readonly string[],
  { scopesToAdd, scopesToSuppress }: Changes
): string[] {
  const kept = scopes.filter(scope => !(scopesToSuppress ?? []).includes(scope))
  return [...new Set([...kept, ...(scopesToAdd ?? [])])]
}
