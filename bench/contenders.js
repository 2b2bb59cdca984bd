/**
 * The contenders, in the order of the report. `name` is the file in `servers/`; each is configured as its own
 * README shows, or as its authors advise. Those with `only` are measured in that case alone.
 */
export const contenders = [
  { name: 'bare', label: 'no authentication' },
  { name: 'floor', label: 'crypto.verify alone' },
  { name: 'ours', label: 'fastify-cognito-auth' },
  { name: 'ours-revoking', label: '... with 100,000 revocations', only: 'seen' },
  { name: 'ours-with-session', label: '... with `session`, unused', only: 'seen' },
  { name: 'ours-warm', label: "... with `warmUp: 'required'`", only: 'first' },
  { name: 'aws-jwt-verify', label: 'aws-jwt-verify' },
  { name: 'fast-jwt', label: 'fast-jwt alone' },
  { name: 'jose', label: 'jose' },
  { name: 'fastify-jwt-jwks', label: 'fastify-jwt-jwks' },
  { name: 'fastify-jwt', label: '@fastify/jwt + get-jwks' }
]

/** Servers with cookie sessions. Those with `redis` are left out where no Redis server is installed. */
export const sessionContenders = [
  { name: 'bare', label: 'no authentication' },
  { name: 'ours-memory-sessions', label: 'fastify-cognito-auth, in memory' },
  { name: 'fastify-session-memory', label: '@fastify/session, in memory' },
  { name: 'fastify-secure-session', label: '@fastify/secure-session' },
  { name: 'redis-floor', label: 'one GET from Redis alone', redis: true },
  { name: 'ours-redis-sessions', label: 'fastify-cognito-auth, in Redis', redis: true },
  { name: 'fastify-session-redis', label: '@fastify/session, in Redis', redis: true },
  { name: 'fastify-session-rolling', label: '... with `rolling`, its default', redis: true }
]

/** The requests. Bare Fastify ignores their tokens, and responds with 200. */
export const cases = [
  { name: 'seen', label: 'token seen before', status: 200 },
  { name: 'new', label: 'token never seen', status: 200 },
  { name: 'first', label: 'the first 2,000 tokens of a process', status: 200, warmUp: 0, requests: 2000 },
  { name: 'forged', label: 'forged token', status: 401 },
  { name: 'junk', label: 'junk', status: 401 }
]
