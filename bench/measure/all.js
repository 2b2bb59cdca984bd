import { availableParallelism } from 'node:os'
import { median, summary } from '../statistics.js'
import { createTraffic } from '../traffic.js'
import { callgrind } from './callgrind.js'
import { measureColdStart } from './cold-start.js'
import { measureDistinct } from './distinct.js'
import { measureHeap } from './heap.js'
import { perf } from './perf.js'
import { measureProcesses } from './processes.js'
import { measureInstructions, measureTimes, tokensFor } from './requests.js'
import { measureSessions } from './sessions.js'
import { measureSignIn } from './sign-in.js'
import { measureStartup } from './startup.js'

/**
 * Runs the measurements of the plan, and returns their results. Those that are not in the plan, or not
 * possible on this machine, are null.
 */
export async function measureAll ({ plan, contenders, sessionContenders, cases, progress }) {
  const counter = plan.instructions ? ((await perf()) ?? (await callgrind())) : null
  progress('signing tokens')
  const traffic = await createTraffic(mostTokens(plan))
  const pairs = cases.flatMap(kind =>
    contenders
      .filter(({ only = kind.name }) => only === kind.name)
      .map(contender => ({ kind, contender }))
  )
  const report = (part, kind, contender) => progress(`${part}: ${kind.label}, ${contender.label}`)
  const { pool, jwks } = traffic
  try {
    return {
      contenders,
      cases,
      counter,
      instructions:
        counter &&
        plan.instructions &&
        (await allInstructions(
          pairs.filter(({ kind }) => kind.warmUp === undefined),
          traffic,
          { counter, ...plan.instructions },
          report
        )),
      time: plan.time && (await allTimes(pairs, traffic, plan.time, progress)),
      startup: plan.startup && (await measureStartup(pool, jwks, plan.startup.rounds)),
      coldStart: plan.coldStart && (await measureColdStart(plan.coldStart, traffic, progress)),
      heap: plan.heap && (await measureHeap(pool, jwks, traffic.tokens.slice(0, plan.heap.tokens))),
      processes: plan.processes && (await measureProcesses(traffic, plan.processes, progress)),
      signIn: plan.signIn && (await measureSignIn(plan.signIn, progress)),
      distinct: plan.distinct && (await measureDistinct(plan.distinct, progress)),
      sessions: plan.sessions && (await measureSessions(sessionContenders, plan.sessions, progress))
    }
  } finally {
    await traffic.close()
  }
}

/** Returns the number of tokens that are needed. The measurement of processes sends one token repeatedly. */
function mostTokens ({ time, instructions, heap }) {
  return Math.max(10, heap?.tokens ?? 0, ...[time, instructions].filter(Boolean).map(tokensFor))
}

async function allTimes (pairs, traffic, { rounds, ...size }, progress) {
  const samples = new Map(pairs.map(pair => [pair, []]))
  const kinds = new Set(pairs.map(({ kind }) => kind))
  for (let round = 1; round <= rounds; round++) {
    for (const kind of kinds) {
      progress(`time, round ${round} of ${rounds}: ${kind.label}`)
      const { warmUp = size.warmUp, requests = size.requests } = kind
      const own = pairs.filter(pair => pair.kind === kind)
      const contenders = own.map(({ contender }) => contender)
      const results = await measureTimes({ contenders, kind, traffic, warmUp, requests })
      for (const [index, result] of results.entries()) samples.get(own[index]).push(result)
    }
  }
  return table(pairs, index => summary(samples.get(pairs[index])))
}

/** Counts do not depend on time, so as many run at once as there are processors. */
async function allInstructions (pairs, traffic, { rounds, ...settings }, report) {
  const counts = pairs.map(() => [])
  const queue = Array.from({ length: rounds }, (_, round) =>
    pairs.map((pair, index) => ({ ...pair, index, round: round + 1 }))
  ).flat()
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { index, round, kind, contender } = next
      report(`instructions, round ${round} of ${rounds}`, kind, contender)
      counts[index].push(median(await measureInstructions({ contender, kind, traffic, ...settings })))
    }
  }
  await Promise.all(Array.from({ length: settings.counter.parallel ? availableParallelism() : 1 }, worker))
  return table(pairs, index => median(counts[index]))
}

/** `[case][contender]` */
function table (pairs, value) {
  const rows = {}
  for (const [index, { kind, contender }] of pairs.entries()) {
    rows[kind.name] ??= {}
    rows[kind.name][contender.name] = value(index)
  }
  return rows
}
