import { context, type Fields, type Pool } from './emulator.js'
import type { User } from './records.js'
import { userNotFound } from './exception.js'
import { text } from './input.js'
import type { Operation, Parts } from './parts.js'

/** The user that an administrator's request names, by whatever they sign in with. */
export async function namedUser (parts: Parts, body: Fields): Promise<{ pool: Pool, user: User }> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  const user = await pool.getUserByUsername(context, text(body, 'Username'))
  if (user === null) throw userNotFound()
  return { pool, user }
}

/** An operation of cognito-local's on a user, who is looked up here: it has no one way of saying that they are not there. */
export function onUser (operation: string): Operation {
  return async (parts, body) => {
    const { user } = await namedUser(parts, body)
    return await parts.delegate(operation, { ...body, Username: user.Username })
  }
}
