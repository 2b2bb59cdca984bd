/** What users do. Everything that is not measured. */
export const assumptions = {
  /** The part of the monthly users who visit on one day. */
  activeADay: 0.1,
  visitsADay: 2,
  /** In seconds. */
  visit: 600,
  requestsAVisit: 40,
  /** The part of the visits of a day in its busiest hour. */
  busiestHour: 0.12,
  /** The part of the visits that begin with a sign-in. The others begin with a refresh. */
  signIns: 0.05,
  /** The part of the visits that end with a sign-out. */
  signOuts: 0.05,
  /** The CPU time of the application itself for a request, in microseconds. */
  application: 1000,
  /** The part of a processor that is used in the busiest hour. */
  utilization: 0.6
}

const HOUR = 3600
/** How long a session is kept without use, and a revocation, in days: the defaults. */
const KEPT = 1

/** Returns what a number of monthly users needs in the busiest hour. */
export function needsOf (users, constants) {
  const { activeADay, visitsADay, visit, requestsAVisit, busiestHour, signIns, signOuts } = assumptions
  const activeUsers = users * activeADay
  const visitsPerDay = activeUsers * visitsADay
  const visits = (visitsPerDay * busiestHour) / HOUR
  const requests = visits * requestsAVisit
  const tokens = visits * visit
  const plugin =
    requests * constants.cachedRequest + visits * (constants.newToken + signIns * constants.signIn)
  const cores = (plugin + requests * assumptions.application) / 1e6
  const processes = Math.max(2, Math.ceil(cores / assumptions.utilization))
  const revocations = visitsPerDay * signOuts * KEPT
  return {
    users,
    visits,
    requests,
    tokens,
    signIns: visits * signIns,
    refreshes: visits * (1 - signIns),
    processes,
    pluginShare: plugin / 1e6 / cores,
    cacheOfProcess: tokens * constants.cachedToken,
    sessions: activeUsers * KEPT,
    sessionsInRedis: activeUsers * KEPT * constants.sessionInRedis,
    revocations,
    revocationsOfProcess: revocations * constants.revocation,
    revocationsInRedis: revocations * constants.revocationInRedis,
    /** Sign-ins if every active user has to sign in again within an hour. */
    everyoneAgain: activeUsers / HOUR
  }
}
