import type { Progress } from '../../pool/run-plan.js'
import type { Reporter } from '../reporter.js'
import { awsCommand, commandLine, type Target } from '../aws-command.js'

/** The created user pool and app client, without the client secret. */
export interface CreatedPool {
  readonly userPoolId: string
  readonly clientId: string
  readonly region: string
  readonly clientSecret: 'none' | 'in the file' | 'not shown'
  readonly envFile: string | null
  /** The option `managedLogin.domain` of the plugin. */
  readonly managedLoginDomain: string | null
  /** The command that reads a client secret that is in no file. */
  readonly readSecret: string | null
  /** The next command. */
  readonly next: string
}

export function createdPool ({
  progress: { done, ids, clientSecret },
  values,
  isSaved
}: {
  progress: Progress
  values: Target & { 'env-file'?: string | undefined }
  isSaved: boolean
}): CreatedPool {
  const { region, profile, endpoint, 'env-file': path } = values
  const secret = clientSecret === undefined ? 'none' : isSaved ? 'in the file' : 'not shown'
  const domain = done.flatMap(({ operation, input }) =>
    operation === 'CreateUserPoolDomain' ? (input.Domain as string) : []
  )
  const named = { 'user-pool-id': ids.userPoolId, 'client-id': ids.clientId }
  return {
    ...ids,
    region,
    clientSecret: secret,
    envFile: isSaved ? (path as string) : null,
    managedLoginDomain: domain.map(prefix => domainUrl(prefix, values))[0] ?? null,
    readSecret:
      secret === 'not shown'
        ? awsCommand('DescribeUserPoolClient', { ...named, query: 'UserPoolClient.ClientSecret' }, values)
        : null,
    next: commandLine('npx fastify-cognito-auth', 'doctor', {
      ...named,
      region,
      ...(profile !== undefined && { profile }),
      ...(endpoint !== undefined && { endpoint })
    })
  }
}

/**
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html
 */
function domainUrl (prefix: string, { region, endpoint }: Target): string {
  const service = region.startsWith('us-gov-') ? 'auth-fips' : 'auth'
  return endpoint ?? `https://${prefix}.${service}.${region}.amazoncognito.com`
}

export function createdText (created: CreatedPool, reporter: Reporter): string {
  const { userPoolId, clientId, envFile, managedLoginDomain: domain, readSecret } = created
  return [
    reporter.heading('The user pool is created'),
    `userPoolId: ${userPoolId}`,
    `clientId: ${clientId}`,
    ...(domain === null ? [] : [`managedLogin.domain: ${domain}`]),
    ...(created.clientSecret === 'in the file' ? [`clientSecret: only in ${envFile}`] : []),
    ...(readSecret === null ? [] : [`clientSecret: not shown. To read it: ${readSecret}`]),
    ...(envFile === null ? [] : [`Settings for optionsFromEnv(): ${envFile}`]),
    '',
    reporter.heading('Next'),
    created.next
  ].join('\n')
}
