import { connectAws, type Aws } from '../aws.js'
import type { Context } from '../command.js'
import { failure, usageError } from '../error.js'
import { EXIT } from '../exit-codes.js'
import { ApiCaller } from './caller.js'
import type { Check, CheckContext } from './check.js'
import { diagnose, skipReason, type Results } from './diagnose.js'
import { policyFor } from './policy.js'
import { commandsFor } from './propose.js'
import { readAll, type ReadingsByName } from './read-pool.js'
import type { Readings } from './reads.js'
import { reportOf, reportText } from './report.js'
import { selectChecks } from './select.js'
import { targetFrom, type DoctorValues } from './target.js'

/** Reads a user pool and an app client, and reports problems with their settings. */
export async function runDoctor (options: DoctorValues, command: Context): Promise<number> {
  const { reporter, signal } = command
  const checks = selectChecks(options.only, options.except)
  if (options.policy === true) {
    reporter.print(JSON.stringify(policyFor(checks, options), null, 2))
    return EXIT.ok
  }
  const target = await targetFrom(options, command)
  const context: CheckContext = { target, plugin: target.plugin, now: Date.now() }
  assertPossible(checks, context)
  const aws = await connectAws(target, 'doctor')
  try {
    const readings = await readFor(checks, context, aws, { reporter, signal })
    const results = diagnose(checks, readings, context)
    const findings = results.diagnoses.map(({ check: { id }, finding }) => ({ id, finding }))
    const values = valuesOf(readings)
    const report = reportOf(results, commandsFor(findings, values, target), target, values.token)
    reporter.result(reportText(report, reporter), report)
    return exitCodeOf(results, options.strict === true)
  } finally {
    aws.client.destroy()
  }
}

/** Reads what the checks need, with progress on a terminal. */
async function readFor (
  checks: readonly Check[],
  context: CheckContext,
  aws: Aws,
  { reporter, signal }: Pick<Context, 'reporter' | 'signal'>
): Promise<ReadingsByName> {
  const onCall = (operation: string) => {
    reporter.progress(`Reading ${operation} ...`)
  }
  const names = checks.filter(check => skipReason(check, context) === null).flatMap(({ reads }) => reads)
  const reading = readAll(new Set(names), new ApiCaller(aws, { signal, onCall }), context.target)
  return await reading
    .catch((error: unknown) => {
      throw signal.aborted ? failure('Stopped.') : error
    })
    .finally(() => {
      reporter.progress('')
    })
}

/**
 * Checks that the options allow at least one check.
 *
 * @throws CliError if every check needs an option that is not given
 */
function assertPossible (checks: readonly Check[], context: CheckContext): void {
  const reasons = checks.map(check => skipReason(check, context))
  if (reasons.includes(null)) return
  throw usageError(`${checks[0]?.id} ${reasons[0]}.`)
}

function valuesOf (readings: ReadingsByName): Partial<Readings> {
  return Object.fromEntries(
    [...readings].flatMap(([name, reading]) => (reading.kind === 'read' ? [[name, reading.value]] : []))
  )
}

function exitCodeOf ({ diagnoses, passed, notChecked }: Results, isStrict: boolean): number {
  const counting = isStrict ? ['error', 'warning'] : ['error']
  if (diagnoses.some(({ severity }) => counting.includes(severity))) return EXIT.findings
  const hasNoResult = diagnoses.length + passed.length === 0
  return hasNoResult || notChecked.some(({ hasFailed }) => hasFailed) ? EXIT.failed : EXIT.ok
}
