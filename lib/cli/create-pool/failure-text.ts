import { PLACEHOLDERS, type PlannedRequest, type Step } from '../../pool/plan.js'
import { createdBy, type Progress } from '../../pool/run-plan.js'
import { awsCommand, awsRequest, type Target } from '../aws-command.js'

/** Errors of requests that were not sent. */
const NOT_SENT = ['CredentialsProviderError', 'ECONNREFUSED', 'ENOTFOUND', 'AbortError']

interface SdkError {
  readonly name: string
  readonly message: string
  readonly code?: string
  /** The side of the error: `client` for a request that AWS has rejected. */
  readonly $fault?: 'client' | 'server'
}

/** Returns the message of a failure: what was created, and how to remove or complete it. */
export function failureText (failure: {
  error: unknown
  steps: readonly Step[]
  progress: Progress
  values: Target
  isSaved: boolean
}): string {
  const { error, steps, values, isSaved } = failure
  const { done, ids } = failure.progress
  const known = { userPoolId: ids.userPoolId, clientId: ids.clientId || PLACEHOLDERS.clientId }
  const left = steps.slice(done.length).map(step => step(known))
  const [failed] = left as [PlannedRequest]
  const { name, message } = error as SdkError
  const reason = name === 'AbortError' ? 'Stopped' : `${failed.operation} failed: ${name}: ${message}`
  const unknown = isUnknown(error as SdkError) ? [unknownResult(failed, values)] : []
  if (done.length === 0) {
    return [reason, ...(unknown.length > 0 ? unknown : ['Nothing was created.'])].join('\n')
  }
  return [
    reason,
    ...unknown,
    'Created before, and not removed:',
    ...indent(done.flatMap(request => createdBy(request, ids) ?? [])),
    ...(isSaved ? ['The file of --env-file has the IDs, and the client secret if there is one.'] : []),
    'To remove it:',
    ...indent(removal(done, ids.userPoolId, values)),
    'To complete it instead, after the cause is corrected:',
    ...indent(left.map(request => requestCommand(request, values)))
  ].join('\n')
}

function indent (lines: readonly string[]): readonly string[] {
  return lines.map(line => `  ${line}`)
}

function isUnknown ({ name, code, $fault }: SdkError): boolean {
  return $fault !== 'client' && ![name, code].some(text => text !== undefined && NOT_SENT.includes(text))
}

function unknownResult ({ operation }: PlannedRequest, target: Target): string {
  const look = awsCommand('ListUserPools', { 'max-results': '60' }, target)
  return `AWS may have received ${operation}. Before you repeat the command, check: ${look}`
}

/** A pool can be deleted only after its domain and its deletion protection are removed. */
function removal (done: readonly PlannedRequest[], userPoolId: string, target: Target): readonly string[] {
  const pool = { 'user-pool-id': userPoolId }
  return [
    ...done.flatMap(({ operation, input }) => {
      if (operation === 'CreateUserPoolDomain') {
        return awsCommand('DeleteUserPoolDomain', { domain: String(input.Domain), ...pool }, target)
      }
      return operation === 'CreateUserPool' && input.DeletionProtection === 'ACTIVE'
        ? awsCommand('UpdateUserPool', { ...pool, 'deletion-protection': 'INACTIVE' }, target)
        : []
    }),
    awsCommand('DeleteUserPool', pool, target)
  ]
}

function requestCommand ({ operation, input }: PlannedRequest, target: Target): string {
  return awsRequest(operation, input, target)
}
