/** The schema of the output of `--json`, from which `docs/doctor.schema.json` is written. */
import { Type, type Static } from '@sinclair/typebox'

const closed = { additionalProperties: false }

const SeveritySchema = Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('info')], {
  description:
    'error: prevents users from signing in, or is a vulnerability; warning: should be changed; info: for ' +
    'information'
})

const id = () => Type.String({ description: 'the ID of a check', pattern: '^[a-z]+(-[a-z]+)*$' })
const count = () => Type.Integer({ minimum: 0 })

const FindingSchema = Type.Object(
  {
    id: id(),
    severity: SeveritySchema,
    title: Type.String({ description: 'the required state' }),
    read: Type.Record(Type.String(), Type.Unknown(), {
      description: 'the settings that were read, by their paths in the Cognito API; null if they are absent'
    }),
    found: Type.String({ description: 'what is wrong' }),
    why: Type.String({ description: 'why it matters' }),
    fix: Type.String({ description: 'what to do' }),
    commands: Type.Array(Type.String(), {
      description:
        'commands of the AWS CLI for a POSIX shell that do it. A command has the changes of all findings ' +
        'of its operation'
    }),
    console: Type.Union([Type.String(), Type.Null()], {
      description: 'the page of the AWS console, for changes that no command can make'
    }),
    docs: Type.String({ description: 'the section of the documentation in the package' })
  },
  closed
)

export const ReportSchema = Type.Object(
  {
    userPoolId: Type.String(),
    clientId: Type.String(),
    region: Type.String(),
    summary: Type.Object(
      {
        errors: count(),
        warnings: count(),
        infos: count(),
        passed: count(),
        notChecked: count(),
        skipped: count()
      },
      closed
    ),
    token: Type.Union(
      [
        Type.Object(
          {
            status: Type.Union([Type.Literal('accepted'), Type.Literal('rejected')]),
            reason: Type.Union([Type.String(), Type.Null()], {
              description: 'the check that failed, as in the log of the plugin'
            }),
            explanation: Type.String()
          },
          closed
        ),
        Type.Null()
      ],
      { description: 'the result of token-real; null if the check did not run' }
    ),
    findings: Type.Array(FindingSchema, { description: 'errors first' }),
    commands: Type.Array(Type.Object({ command: Type.String(), ids: Type.Array(id()) }, closed), {
      description: 'the commands of all findings, in the order to run them'
    }),
    notChecked: Type.Array(
      Type.Object(
        {
          id: id(),
          permissions: Type.Array(Type.String(), { description: 'IAM actions that are missing' }),
          reason: Type.Union([Type.String(), Type.Null()], {
            description: 'the reason, if it is not a missing permission'
          })
        },
        closed
      ),
      { description: 'checks that could not run' }
    ),
    skipped: Type.Array(Type.Object({ id: id(), reason: Type.String() }, closed), {
      description: 'checks that need options that are not set'
    }),
    passed: Type.Array(id())
  },
  closed
)

const ErrorSchema = Type.Object(
  {
    error: Type.Object(
      {
        code: Type.Union([Type.Literal('usage'), Type.Literal('failed'), Type.Literal('unexpected')]),
        message: Type.String()
      },
      closed
    )
  },
  closed
)

/**
 * The report, or an error.
 *
 * @public
 */
export const OutputSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'The output of fastify-cognito-auth doctor --json',
  anyOf: [ReportSchema, ErrorSchema]
}

export type Report = Static<typeof ReportSchema>
