/** One that may be granted: `orders:*` is every permission that begins with `orders:`. */
const GRANT = /^[^\s:*]+(?::[^\s:*]+)*(?::\*)?$/

/** Permissions by group: who is in the group has them. */
export type PermissionMap = Readonly<Record<string, readonly string[]>>

/**
 * Whether a permission may be granted in this form. `*` stands only for what comes after a name, and is all
 * of the last segment.
 */
export function isGrant (permission: unknown): permission is string {
  return typeof permission === 'string' && GRANT.test(permission)
}

/**
 * Whether one of what somebody holds is a permission, or covers it. What is no grant begins no permission: it
 * covers none.
 */
export function isPermitted (held: readonly string[], permission: string): boolean {
  return held.some(
    grant => grant === permission || (grant.endsWith(':*') && permission.startsWith(grant.slice(0, -1)))
  )
}

/** What a map gives to who is in these groups. By own keys only: a group may have any name. */
export function permissionsIn (map: PermissionMap, groups: readonly string[]): readonly string[] {
  return groups.flatMap(group => (Object.hasOwn(map, group) ? (map[group] as readonly string[]) : []))
}
