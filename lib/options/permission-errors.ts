import { isGrant } from '../sources/permission.js'
import { Source } from '../sources/source.js'
import { describeValue } from './describe-value.js'
import type { SharedOptions } from './options.js'
import { optionError } from './option-error.js'

/**
 * Returns the errors of the option `permissions` that its schema does not find.
 *
 * @param pools - the names of the pools. Null if they are resolved while the application runs
 */
export function permissionErrors (
  permissions: SharedOptions['permissions'],
  pools: readonly string[] | null
): readonly string[] {
  if (permissions === undefined) return []
  const errorsOf = (field: string, part: unknown) => [
    ...permissionPartErrors(field, part),
    ...sourcePoolErrors(field, part, pools)
  ]
  return Array.isArray(permissions)
    ? permissions.flatMap((part, index) => errorsOf(`permissions.${index}`, part))
    : errorsOf('permissions', permissions)
}

/** A source for users of a pool that does not exist would grant nothing. */
function sourcePoolErrors (
  field: string,
  part: unknown,
  pools: readonly string[] | null
): readonly string[] {
  if (!(part instanceof Source) || part.pool === null) return []
  if (pools === null || pools.includes(part.pool)) return []
  const received = describeValue([], part.pool)
  return [
    optionError(field, `must be for one of the pools ${pools.join(', ')}; got a source for ${received}`)
  ]
}

function isPlainObject (value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  )
}

function permissionPartErrors (field: string, part: unknown): readonly string[] {
  if (typeof part === 'function' || part instanceof Source) return []
  // A Map has no own keys, and would grant nothing.
  if (!isPlainObject(part)) {
    return [
      optionError(
        field,
        `must be a map { group: [permissions] }, a source or a function; got ${describeValue([], part)}`
      )
    ]
  }
  return Object.entries(part).flatMap(([group, permissions]) => {
    if (!Array.isArray(permissions)) {
      return [
        optionError(
          `${field}.${group}`,
          "must be a list of permissions such as ['orders:read', 'orders:*']; got " +
            describeValue([], permissions)
        )
      ]
    }
    const invalid = permissions.findIndex(permission => !isGrant(permission))
    return invalid === -1
      ? []
      : [
          optionError(
            `${field}.${group}.${invalid}`,
            "must be a colon-separated permission such as 'orders:read', with * only as the last segment, " +
              `as in 'orders:*'; got ${describeValue([], permissions[invalid])}`
          )
        ]
  })
}
