import { wrap } from '../help.js'
import { printableText, printableValue } from '../printable.js'
import type { Reporter } from '../reporter.js'
import type { ExplainedToken, Explanation } from './explain.js'
import type { Status } from './verify.js'

const WIDTH = 80
const INDENT = '    '

/** A text that is not a JWT. */
interface Problem {
  readonly kind: null
  readonly problem: string
}

/** Returns an explained token for a terminal. */
export function tokenText (token: ExplainedToken | Problem, status: Status, reporter: Reporter): string {
  const parts =
    token.kind === null
      ? [reporter.heading('This is not a token of a user or machine'), ...paragraph(token.problem, '')]
      : [
          reporter.heading(`This is ${token.kind}`),
          '',
          reporter.heading('Header'),
          ...token.header.flatMap(explanationLines),
          '',
          reporter.heading('Claims'),
          ...token.claims.flatMap(explanationLines)
        ]
  return [...parts, '', ...statusLines(status, reporter)].join('\n')
}

function explanationLines ({ name, value, meaning, usedBy, time, relative }: Explanation): string[] {
  return [
    `  ${printableText(name)}: ${printableValue(value)}`,
    ...(time === undefined ? [] : [`${INDENT}${time}, ${relative}`]),
    ...paragraph(meaning + (usedBy === undefined ? '' : ` Used by: ${usedBy}.`), INDENT)
  ]
}

function statusLines (status: Status, reporter: Reporter): string[] {
  if (status.status === 'not-checked') {
    return [reporter.heading('Nothing is verified'), ...paragraph(status.explanation, '')]
  }
  const { userPoolId, clientIds, reason, explanation, expected, received } = status
  const clients = clientIds === null ? 'any app client' : clientIds.map(id => `app client ${id}`).join(', ')
  const verdict = reason === undefined ? 'verified' : `NOT verified (${reason})`
  return [
    reporter.heading(verdict),
    ...paragraph(`As a token of user pool ${userPoolId}, ${clients}.`, ''),
    ...paragraph(explanation, ''),
    ...(expected === undefined ? [] : [`  expected: ${printableText(expected)}`]),
    ...(received === undefined ? [] : [`  received: ${printableText(received)}`])
  ]
}

function paragraph (text: string, indent: string): string[] {
  return wrap(text, WIDTH - indent.length).map(line => indent + line)
}
