import { describedUser } from '../described.js'
import { context, type Fields } from '../emulator.js'
import { invalidParameter } from '../exception.js'
import { optionalText, text } from '../input.js'
import { pageOf } from '../page.js'
import { attributeOf, type User } from '../records.js'
import { userFilter } from '../user-filter.js'
import type { Parts } from '../parts.js'

export async function listUsers (parts: Parts, body: Fields): Promise<Fields> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  const found = (await pool.listUsers(context)).filter(userFilter(optionalText(body, 'Filter')))
  const { items, next } = pageOf(found, ({ Username }) => Username, body, 'PaginationToken')
  const names = (body['AttributesToGet'] ?? []) as string[]
  return { Users: items.map(user => describedUser(user, names.length > 0 ? attributesOf(user, names) : undefined)), ...next }
}

/** The API Reference: an error where not everybody in the result has the attribute. */
function attributesOf (user: User, names: readonly string[]) {
  if (names.some(name => attributeOf(user, name) === undefined)) throw invalidParameter('One or more requested attributes do not exist.')
  return user.Attributes.filter(({ Name }) => names.includes(Name))
}
