import { printable, printableValue } from '../printable.js'
import type { Reporter } from '../reporter.js'
import type { Severity } from './check.js'
import type { Diagnosis, Results } from './diagnose.js'
import type { Command } from './propose.js'
import type { Report } from './report-schema.js'
import type { Target } from './target.js'
import { explanationOf, type TokenVerdict } from './token-verdict.js'

/** Returns the report as the object of `--json`. */
export function reportOf (
  { diagnoses, notChecked, skipped, passed }: Results,
  commands: readonly Command[],
  { userPoolId, clientId, region }: Target,
  token?: TokenVerdict
): Report {
  const countOf = (severity: Severity) => diagnoses.filter(one => one.severity === severity).length
  return {
    userPoolId,
    clientId,
    region,
    summary: {
      errors: countOf('error'),
      warnings: countOf('warning'),
      infos: countOf('info'),
      passed: passed.length,
      notChecked: notChecked.length,
      skipped: skipped.length
    },
    token: token === undefined ? null : tokenResult(token),
    findings: diagnoses.map(diagnosis => findingOf(diagnosis, commands)),
    commands: commands.map(({ command, ids }) => ({ command, ids: [...ids] })),
    notChecked: notChecked.map(({ check: { id }, permissions, reason }) => ({
      id,
      permissions: [...permissions],
      reason
    })),
    skipped: skipped.map(({ check: { id }, reason }) => ({ id, reason })),
    passed: passed.map(({ id }) => id)
  }
}

function tokenResult (verdict: TokenVerdict): Report['token'] {
  const { rejection, kind, expires } = verdict
  if (rejection !== null) {
    const explanation = explanationOf(verdict, rejection)
    return { status: 'rejected', reason: rejection.reason, explanation }
  }
  const explanation =
    `It is ${kind}, and expires ${expires}. Its signature, issuer, times, app client and use are valid. ` +
    'Whether its session was revoked is not known.'
  return { status: 'accepted', reason: null, explanation }
}

function findingOf (
  { check, severity, finding }: Diagnosis,
  commands: readonly Command[]
): Report['findings'][0] {
  const { id, title, why } = check
  const hasCommands = finding.proposals !== undefined
  return {
    id,
    severity,
    title: plainText(title),
    read: { ...finding.read },
    found: finding.found,
    why: plainText(why),
    fix: finding.fix,
    commands: hasCommands ? commands.filter(({ ids }) => ids.includes(id)).map(({ command }) => command) : [],
    console: finding.console ?? null,
    docs: `docs/doctor.md#${id}`
  }
}

/** Converts Markdown to text: links with their URLs, and code without backticks. */
function plainText (markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 ($2)').replaceAll('`', '')
}

const COLORS = { error: 'red', warning: 'yellow', info: 'cyan' } as const

/** Returns the report as text. */
export function reportText (report: Report, reporter: Reporter): string {
  const { userPoolId, clientId, region, token, findings, commands } = report
  const numbers = new Map(commands.map(({ command }, index) => [command, index + 1]))
  return [
    reporter.heading(`User pool ${userPoolId}, app client ${clientId}, ${region}`),
    ...(token?.status === 'accepted'
      ? ['', `${reporter.color('green', 'accepted')} ${reporter.heading('token')}: ${token.explanation}`]
      : []),
    ...findings.flatMap(finding => ['', ...findingLines(finding, numbers, reporter)]),
    ...commandLines(report, reporter),
    ...notCheckedLines(report, reporter),
    '',
    summaryOf(report)
  ].join('\n')
}

function findingLines (
  { id, severity, read, found, why, fix, commands, console, docs }: Report['findings'][0],
  numbers: ReadonlyMap<string, number>,
  reporter: Reporter
): string[] {
  const names = [...new Set(commands.map(command => numbers.get(command)))]
  const by = names.length === 0 ? '' : ` Command${names.length === 1 ? '' : 's'} ${names.join(' and ')}.`
  return [
    `${reporter.color(COLORS[severity], severity)} ${reporter.heading(id)}: ${printable(found)}`,
    ...Object.entries(read).map(([name, value]) => `  read  ${printable(name)}: ${valueText(value)}`),
    `  why   ${why}`,
    `  fix   ${printable(fix)}${by}`,
    ...(console === null ? [] : [`  at    AWS console, the user pool: ${printable(console)}`]),
    `  page  ${docs}`
  ]
}

function commandLines ({ commands }: Report, reporter: Reporter): string[] {
  if (commands.length === 0) return []
  return [
    '',
    reporter.heading('Commands, to run in this order'),
    ...commands.flatMap(({ command, ids }, index) => ['', `# ${index + 1}: ${ids.join(', ')}`, command])
  ]
}

function notCheckedLines ({ notChecked, skipped }: Report, reporter: Reporter): string[] {
  if (notChecked.length + skipped.length === 0) return []
  const lines = [
    ...notChecked.map(({ id, permissions, reason }) => ({
      id,
      text: [
        ...(permissions.length === 0 ? [] : [`needs the permission ${permissions.join(', ')}`]),
        ...(reason === null ? [] : [reason])
      ].join('; ')
    })),
    ...skipped.map(({ id, reason }) => ({ id, text: reason }))
  ]
  const texts = [...new Set(lines.map(({ text }) => text))]
  return [
    '',
    reporter.heading('Not checked'),
    ...texts.map(text => {
      const ids = lines.filter(line => line.text === text).map(({ id }) => id)
      return `  ${ids.join(', ')}: ${printable(text)}`
    })
  ]
}

function summaryOf ({ summary: { errors, warnings, infos, passed, notChecked, skipped } }: Report): string {
  return [
    pluralize(errors, 'error'),
    pluralize(warnings, 'warning'),
    pluralize(infos, 'info'),
    `${passed} passed`,
    `${notChecked + skipped} not checked`
  ].join(', ')
}

function pluralize (count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

function valueText (value: unknown): string {
  return value === null ? 'absent' : printableValue(value)
}
