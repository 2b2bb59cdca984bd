import type { Check, CheckContext, Finding, Severity } from './check.js'
import type { ReadingsByName } from './read-pool.js'
import type { ReadName, Readings } from './reads.js'

/** A finding, with its check. */
export interface Diagnosis {
  readonly check: Check
  readonly severity: Severity
  readonly finding: Finding
}

/** A check that did not run. */
export interface NotChecked {
  readonly check: Check
  /** Permissions that are missing. */
  readonly permissions: readonly string[]
  /** The reason, if it is not a missing permission. Null otherwise. */
  readonly reason: string | null
  /** Whether a request failed that could succeed the next time. */
  readonly hasFailed: boolean
}

/** A check that needs an option of the command that is not set. */
export interface Skipped {
  readonly check: Check
  readonly reason: string
}

/** The result of all checks. */
export interface Results {
  readonly diagnoses: readonly Diagnosis[]
  readonly notChecked: readonly NotChecked[]
  readonly skipped: readonly Skipped[]
  readonly passed: readonly Check[]
}

const ORDER: readonly Severity[] = ['error', 'warning', 'info']

/** Why checks are skipped, by what they need. */
const NEEDS = {
  options: 'compares the pool with the options of the plugin: use --options',
  'managed-login': 'is about managed login: use --options with managedLogin, or --domain',
  token: 'verifies a token: use --token-file'
}

/** Returns why a check is skipped, or null. */
export function skipReason ({ needs }: Check, { target, plugin }: CheckContext): string | null {
  if (needs === undefined) return null
  const given = { options: plugin, 'managed-login': target.domain, token: target.token }
  return given[needs] === null ? NEEDS[needs] : null
}

/** Runs the checks, and sorts findings by their severity. */
export function diagnose (
  checks: readonly Check[],
  readings: ReadingsByName,
  context: CheckContext
): Results {
  const diagnoses: Diagnosis[] = []
  const notChecked: NotChecked[] = []
  const skipped: Skipped[] = []
  const passed: Check[] = []
  for (const check of checks) {
    const reason = skipReason(check, context)
    if (reason !== null) {
      skipped.push({ check, reason })
      continue
    }
    const result = examine(check, readings, context)
    if (!Array.isArray(result)) notChecked.push(result as NotChecked)
    else if (result.length === 0) passed.push(check)
    else diagnoses.push(...result)
  }
  const rank = ({ severity }: Diagnosis) => ORDER.indexOf(severity)
  return { diagnoses: diagnoses.toSorted((a, b) => rank(a) - rank(b)), notChecked, skipped, passed }
}

function examine (
  check: Check,
  readings: ReadingsByName,
  context: CheckContext
): readonly Diagnosis[] | NotChecked {
  const needed = check.reads.map(name => ({ name, reading: readings.get(name) }))
  const values: Partial<Record<ReadName, unknown>> = {}
  const permissions: string[] = []
  const reasons: string[] = []
  let hasFailed = false
  let isAbsent = false
  for (const { name, reading } of needed) {
    switch (reading?.kind) {
      case 'read':
        values[name] = reading.value
        break
      case 'absent':
        if (check.absent?.of === name) isAbsent = true
        else reasons.push('the user pool or the app client does not exist')
        break
      case 'denied':
        permissions.push(reading.action)
        break
      case 'failed':
        hasFailed = true
        reasons.push(reading.reason)
        break
      case 'unavailable':
        reasons.push(reading.reason)
    }
  }
  if (permissions.length + reasons.length === 0) {
    if (isAbsent && check.absent !== undefined) return [diagnosis(check, check.absent.finding(context))]
    return check
      .examine(values as Pick<Readings, ReadName>, context)
      .map(finding => diagnosis(check, finding))
  }
  return {
    check,
    permissions: [...new Set(permissions)],
    reason: reasons.length === 0 ? null : [...new Set(reasons)].join('; '),
    hasFailed
  }
}

function diagnosis (check: Check, finding: Finding): Diagnosis {
  return { check, severity: finding.severity ?? check.severity, finding }
}
