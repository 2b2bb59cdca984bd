import { errors } from '../errors.js'
import { describeValue } from './describe-value.js'
import type { SinglePoolOptions } from './options.js'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Returns options from environment variables, to register as they are or together with others.
 *
 * | variable | option |
 * |---|---|
 * | `AWS_COGNITO_USER_POOL_ID` | `userPoolId` |
 * | `AWS_COGNITO_USER_POOL_REGION`, or `AWS_REGION_NAME` | `region` |
 * | `AWS_COGNITO_APP_CLIENT_ID` | `clientId`; several are comma-separated |
 * | `AWS_COGNITO_APP_CLIENT_SECRET` | `clientSecret`; two during a rotation are comma-separated |
 * | `TOKEN_VERIFICATION_DISABLED` | `verification`, if it is `true` or `1`; for development only |
 *
 * @example
 * ```ts
 * import cognitoAuth, { optionsFromEnv } from 'fastify-cognito-auth'
 *
 * await app.register(cognitoAuth, { ...optionsFromEnv(), routes: { prefix: '/auth' } })
 * ```
 *
 * @param env - the environment variables. Defaults to `process.env`, which `node --env-file=.env` fills from
 * a file
 * @returns the options of one user pool
 * @throws FST_COGNITO_INVALID_OPTIONS naming every variable that is missing or wrong
 */
export function optionsFromEnv (env: Environment = process.env): SinglePoolOptions {
  const problems: string[] = []
  const userPoolId = readRequired(env, 'AWS_COGNITO_USER_POOL_ID', problems)
  const clientIds = listOf(readRequired(env, 'AWS_COGNITO_APP_CLIENT_ID', problems))
  const region = readVariable(env, 'AWS_COGNITO_USER_POOL_REGION') ?? readVariable(env, 'AWS_REGION_NAME')
  const clientSecret = readVariable(env, 'AWS_COGNITO_APP_CLIENT_SECRET')
  const disabled = readFlag(env, 'TOKEN_VERIFICATION_DISABLED', problems)
  if (problems.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(problems.join('\n'))
  return {
    userPoolId,
    clientId: onlyOf(clientIds),
    ...(region !== undefined && { region }),
    ...(clientSecret !== undefined && { clientSecret: onlyOf(listOf(clientSecret)) }),
    ...(disabled && { verification: 'disabled-for-development' as const })
  }
}

function listOf (text: string): readonly string[] {
  return text.split(',').map(item => item.trim())
}

/** Returns the member of a list with one member, and otherwise the list. */
function onlyOf (list: readonly string[]): string | readonly string[] {
  return list.length === 1 ? (list[0] as string) : list
}

/** Set and empty counts as unset, as in most shells' scripts. */
function readVariable (env: Environment, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

function readRequired (env: Environment, name: string, problems: string[]): string {
  const value = readVariable(env, name)
  if (value === undefined) problems.push(`- environment variable ${name} must be set`)
  return value ?? ''
}

function readFlag (env: Environment, name: string, problems: string[]): boolean {
  const value = readVariable(env, name)?.toLowerCase() ?? 'false'
  if (value === 'true' || value === '1') return true
  if (value !== 'false' && value !== '0') {
    problems.push(`- environment variable ${name} must be true or false; got ${describeValue([], value)}`)
  }
  return false
}
