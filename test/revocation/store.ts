import { setTimeout as pause } from 'node:timers/promises'
import type { Test } from 'tap'
import { redisRevocations } from '../../dist/revocation/redis.js'
import type { Revocations } from '../../dist/revocation/revocations.js'
import type { CurrentUser } from '../../dist/user/current-user.js'
import { startRedis } from '../redis.js'

/** Revocations on a running Redis, each with its own connections and memory, like a process. */

export const UNAVAILABLE = 'FST_COGNITO_REVOCATIONS_UNAVAILABLE'

/** The fields that are used. */
export function userOf (id: string, sessionId: string, authenticatedAt = Date.now() - 5000): CurrentUser {
  return { id, sessionId, authenticatedAt, claims: { iat: authenticatedAt / 1000 } } as CurrentUser
}

export interface Line {
  level: string
  message: string
}

export function logTo (lines: Line[]) {
  const write = (level: string) => (fields: object | string, message?: string) => {
    lines.push({ level, message: message ?? String(fields) })
  }
  return { warn: write('warn'), info: write('info'), error: write('error') } as never
}

interface Setting {
  prefix?: string
  keyPrefix?: string
  clock?: () => number
}

export async function setUp (t: Test) {
  const redis = await startRedis(t)
  const open = async (
    onUnreachable: 'allow' | 'deny' = 'deny',
    { prefix, keyPrefix = '', clock = Date.now }: Setting = {}
  ) => {
    const lines: Line[] = []
    const store = redisRevocations({
      redis: redis.connect({ keyPrefix }),
      onUnreachable,
      ...(prefix !== undefined && { prefix })
    })
    const revocations = await store.open({ log: logTo(lines), clock })
    t.teardown(() => revocations.close())
    return { revocations, lines }
  }
  return { redis, open }
}

/** Returns the error for a user's token, if any. */
export function met (revocations: Revocations, user: CurrentUser): boolean | string {
  try {
    return revocations.isRevoked(user)
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** Waits until it holds, and returns how long that took, in milliseconds. */
export async function until (holds: () => boolean, within = 60_000): Promise<number> {
  const start = performance.now()
  while (!holds()) {
    if (performance.now() - start > within) throw new Error('timed out')
    await pause(5)
  }
  return performance.now() - start
}
