// Scripts run as one step on the Redis server. A session is a hash with the fields `session` (JSON),
// `version`, `expiresAt`, `user` and `cognitoSession`. For each user, and for each session at Cognito, a
// sorted set has the IDs of the sessions by the time at which they end.

/** Adds a session. The sets live at least as long as it does. */
const CREATE = `
local key, sets = KEYS[1], { KEYS[2], KEYS[3] }
local id, user, cognitoSession, session = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local expiresAt, endsAt, now = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
redis.call('HSET', key, 'session', session, 'version', 0, 'expiresAt', expiresAt,
  'user', user, 'cognitoSession', cognitoSession)
redis.call('PEXPIRE', key, math.max(1, expiresAt - now))
local lifetime = math.max(1, endsAt - now)
for _, set in ipairs(sets) do
  redis.call('ZREMRANGEBYSCORE', set, '-inf', now)
  redis.call('ZADD', set, endsAt, id)
  if redis.call('PTTL', set) < lifetime then redis.call('PEXPIRE', set, lifetime) end
end`

/**
 * Returns each session with the time at which it expires. Null in place of a session that does not exist, and
 * only the time for a session of the given version.
 */
const READ = `
local results = {}
for i, key in ipairs(KEYS) do
  local fields = redis.call('HMGET', key, 'version', 'expiresAt')
  local version, expiresAt = fields[1], fields[2]
  if not version then results[i] = false
  elseif version == ARGV[i] then results[i] = expiresAt
  else results[i] = { redis.call('HGET', key, 'session'), expiresAt } end
end
return results`

/** Replaces a session if the version is the one before. Returns 1, or 0 without a change. */
const REPLACE = `
local session, version = ARGV[1], tonumber(ARGV[2])
if tonumber(redis.call('HGET', KEYS[1], 'version')) ~= version - 1 then return 0 end
redis.call('HSET', KEYS[1], 'session', session, 'version', version)
return 1`

/** Sets when a session expires, if there is one. */
const TOUCH = `
if redis.call('EXISTS', KEYS[1]) == 0 then return end
redis.call('HSET', KEYS[1], 'expiresAt', ARGV[1])
redis.call('PEXPIRE', KEYS[1], math.max(1, tonumber(ARGV[1]) - tonumber(ARGV[2])))`

// The prefixes of keys are passed as keys, so that `keyPrefix` of a connection applies to them.
const DELETE_ONE = `
local keyPrefix, userPrefix, sessionPrefix = KEYS[1], KEYS[2], KEYS[3]
local function delete(id)
  local key = keyPrefix .. id
  local owner = redis.call('HMGET', key, 'user', 'cognitoSession')
  redis.call('DEL', key)
  if owner[1] then
    redis.call('ZREM', userPrefix .. owner[1], id)
    redis.call('ZREM', sessionPrefix .. owner[2], id)
  end
end`

/** Deletes a session. */
const DELETE = `${DELETE_ONE}
delete(ARGV[1])`

/** Deletes the sessions in a sorted set, except those of a session at Cognito. */
const DELETE_ALL = `${DELETE_ONE}
local set, except = KEYS[4], ARGV[1]
for _, id in ipairs(redis.call('ZRANGE', set, 0, -1)) do
  if except == '' or redis.call('HGET', keyPrefix .. id, 'cognitoSession') ~= except then
    delete(id)
    redis.call('ZREM', set, id)
  end
end`

/** The commands to define on a connection, by name. */
export const SCRIPTS = {
  /** The number of keys is the first argument. */
  readCognitoSessions: { lua: READ },
  createCognitoSession: { lua: CREATE, numberOfKeys: 3 },
  replaceCognitoSession: { lua: REPLACE, numberOfKeys: 1 },
  touchCognitoSession: { lua: TOUCH, numberOfKeys: 1 },
  deleteCognitoSession: { lua: DELETE, numberOfKeys: 3 },
  deleteCognitoSessions: { lua: DELETE_ALL, numberOfKeys: 4 }
} as const

/** The commands of the scripts. */
export type SessionScripts = {
  readonly [name in keyof typeof SCRIPTS]: (...args: (string | number)[]) => Promise<unknown>
}
