/** A permission that may be granted. `orders:*` grants every permission that starts with `orders:`. */
const GRANT = /^[^\s:*]+(?::[^\s:*]+)*(?::\*)?$/

/**
 * The permissions of each group, by the name of the group.
 *
 * @example
 * ```ts
 * import type { PermissionMap } from 'fastify-cognito-auth'
 *
 * const permissions: PermissionMap = { admin: ['orders:*', 'stock:*'], support: ['orders:read'] }
 * ```
 */
export type PermissionMap = Readonly<Record<string, readonly string[]>>

/**
 * Returns whether a permission may be granted in this form. `*` is only allowed as the whole last segment,
 * after a name.
 */
export function isGrant (permission: unknown): permission is string {
  return typeof permission === 'string' && GRANT.test(permission)
}

/**
 * Returns whether one of the granted permissions equals or covers a permission. Invalid grants cover nothing.
 */
export function isPermitted (held: readonly string[], permission: string): boolean {
  return held.some(
    grant => grant === permission || (grant.endsWith(':*') && permission.startsWith(grant.slice(0, -1)))
  )
}

/**
 * Returns the permissions that a map grants to groups. Only own keys are read, since a group may have any
 * name.
 */
export function permissionsIn (map: PermissionMap, groups: readonly string[]): readonly string[] {
  return groups.flatMap(group => (Object.hasOwn(map, group) ? (map[group] as readonly string[]) : []))
}
