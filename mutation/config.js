/** The least score of a folder, in percent. */
export const THRESHOLD = 90

/**
 * The folders of lib that are mutated, and the tests that may kill their mutants: paths in test/. A test that
 * only happens to run the code of another folder is slow, and rarely fails.
 */
export const FOLDERS = {
  verification: [
    'verification/',
    'pool/',
    'tenants/',
    'user/',
    'testing/',
    'authorization/guards',
    'authorization/pools',
    'describe-error',
    'development',
    'events'
  ],
  authorization: [
    'authorization/',
    'alb/',
    'sessions/cross-site',
    'sessions/require-sign-in',
    'sessions/return-to',
    'sessions/sign-in',
    'sessions/tokens',
    'managed-login/resource',
    'tenants/',
    'user/',
    'sources/',
    'verified-permissions/',
    'pool/',
    'verification/extractors',
    'coexistence/websocket',
    'coexistence/plugins',
    'coexistence/fastify-auth',
    'routes/administration',
    'routes/own-account',
    'routes/served',
    'describe-error',
    'development',
    'events'
  ],
  revocation: ['revocation/', 'tenants/', 'routes/sign-out', 'describe-error', 'events'],
  cognito: [
    'cognito/',
    'routes/',
    'revocation/',
    'sources/',
    'verified-permissions/',
    'tenants/',
    'user/',
    'schemas/',
    'rate-limit/',
    'options/',
    'describe-error',
    'errors',
    'events'
  ]
}

/**
 * Tests that do not run in one process with others, or that start processes, which run the package as it is
 * built, without mutants.
 */
export const NOT_IN_PROCESS = [
  'verification/flood',
  'verification/property/',
  'alb/flood',
  'alb/property',
  'revocation/processes',
  'cognito/aws-credentials',
  'routes/applications'
]

/** A mutant runs the tests that cover it, quickest first, until one fails, or these milliseconds are over. */
export const BUDGET = 30_000

/** The time limit of a test run, in milliseconds, from the time that it takes without a mutant. */
export const timeLimit = duration => 2500 + 4 * duration

/** A worker is replaced after this many runs: what its runs leave behind adds up. */
export const RUNS_OF_WORKER = 60
