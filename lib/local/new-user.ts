import { randomUUID } from 'node:crypto'
import type { Attribute, PoolOptions, User } from './records.js'

interface Person { username: string, password: string, status: 'UNCONFIRMED' | 'FORCE_CHANGE_PASSWORD', attributes: readonly Attribute[] }

/** The record of somebody new. Where people sign in by email, their name in the pool is their `sub`. */
export function newUser (pool: PoolOptions, { username, password, status, attributes }: Person, now: number): User {
  const sub = randomUUID()
  return {
    Username: pool.UsernameAttributes?.includes('email') ? sub : username,
    Password: password,
    Attributes: [{ Name: 'sub', Value: sub }, ...attributes],
    Enabled: true,
    UserStatus: status,
    UserCreateDate: new Date(now),
    UserLastModifiedDate: new Date(now),
    RefreshTokens: []
  }
}
