import type { Input } from '../../cognito/sdk.js'
import { awsRequest } from '../aws-command.js'
import type { Finding, Update } from './check.js'
import type { Readings } from './reads.js'
import type { Target } from './target.js'

/** A command of the AWS CLI, and the checks whose findings it fixes. */
export interface Command {
  readonly command: string
  readonly ids: readonly string[]
}

/** A finding, with the ID of its check. */
interface FindingOf {
  readonly id: string
  readonly finding: Finding
}

/**
 * The operations that replace all settings. UpdateUserPool comes first: it includes the MFA configuration,
 * and would reset the changes of SetUserPoolMfaConfig.
 */
const UPDATES: readonly Update[] = ['UpdateUserPool', 'SetUserPoolMfaConfig', 'UpdateUserPoolClient']

/**
 * Returns the commands that fix the findings, in the order to run them.
 *
 * @param readings - the current settings, from which commands are made
 */
export function commandsFor (
  findings: readonly FindingOf[],
  readings: Partial<Readings>,
  target: Target
): readonly Command[] {
  const proposed = findings.flatMap(({ id, finding: { proposals = [] } }) =>
    proposals.map(proposal => ({ id, proposal }))
  )
  const updates = UPDATES.flatMap(operation => {
    const own = proposed.flatMap(({ id, proposal }) => {
      return 'update' in proposal && proposal.update === operation ? [{ id, proposal }] : []
    })
    if (own.length === 0) return []
    const input = own.reduce(
      (settings, { proposal: { change } }) => ({ ...settings, ...change(settings as never) }),
      currentSettings(operation, readings, target)
    )
    return [{ command: awsRequest(operation, input, target), ids: [...new Set(own.map(({ id }) => id))] }]
  })
  const runs = new Map<string, string[]>()
  for (const { id, proposal } of proposed) {
    if ('update' in proposal) continue
    const command = awsRequest(proposal.run, proposal.input, target)
    runs.set(command, [...(runs.get(command) ?? []), id])
  }
  return [...updates, ...[...runs].map(([command, ids]) => ({ command, ids }))]
}

/** Returns the operation's input that changes nothing. */
function currentSettings (
  operation: Update,
  readings: Partial<Readings>,
  { userPoolId: UserPoolId, clientId: ClientId }: Target
): object {
  // A check that proposes a change has read the settings.
  const { pool, mfa, client } = readings as Readings
  if (operation === 'UpdateUserPool') return { UserPoolId, ...poolSettings(pool) }
  if (operation === 'SetUserPoolMfaConfig') return { UserPoolId, ...mfaSettings(mfa) }
  return { UserPoolId, ClientId, ...clientSettings(client) }
}

/** The settings that UpdateUserPool has, with the names that DescribeUserPool gives them. */
function poolSettings (pool: Readings['pool']): Omit<Input<'UpdateUserPool'>, 'UserPoolId'> {
  const { AdminCreateUserConfig: invitations, VerificationMessageTemplate: template } = pool
  // AWS describes both, and accepts only the newer of the two.
  const { UnusedAccountValidityDays: days, ...config } = invitations ?? {}
  const isNewer = pool.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays !== undefined
  return {
    PoolName: pool.Name,
    Policies: pool.Policies,
    DeletionProtection: pool.DeletionProtection,
    LambdaConfig: pool.LambdaConfig,
    AutoVerifiedAttributes: pool.AutoVerifiedAttributes,
    // The template has the same texts.
    ...(template === undefined && {
      SmsVerificationMessage: pool.SmsVerificationMessage,
      EmailVerificationMessage: pool.EmailVerificationMessage,
      EmailVerificationSubject: pool.EmailVerificationSubject
    }),
    VerificationMessageTemplate: template,
    SmsAuthenticationMessage: pool.SmsAuthenticationMessage,
    UserAttributeUpdateSettings: pool.UserAttributeUpdateSettings,
    MfaConfiguration: pool.MfaConfiguration,
    DeviceConfiguration: pool.DeviceConfiguration,
    EmailConfiguration: pool.EmailConfiguration,
    SmsConfiguration: pool.SmsConfiguration,
    UserPoolTags: pool.UserPoolTags,
    AdminCreateUserConfig: {
      ...config,
      ...(!isNewer && days !== undefined && { UnusedAccountValidityDays: days })
    },
    UserPoolAddOns: pool.UserPoolAddOns,
    DcrConfiguration: pool.DcrConfiguration,
    AccountRecoverySetting: pool.AccountRecoverySetting,
    UserPoolTier: pool.UserPoolTier,
    KeyConfiguration: pool.KeyConfiguration,
    IssuerConfiguration: pool.IssuerConfiguration,
    AcrConfiguration: pool.AcrConfiguration
  }
}

function mfaSettings (mfa: Readings['mfa']): Omit<Input<'SetUserPoolMfaConfig'>, 'UserPoolId'> {
  return {
    MfaConfiguration: mfa.MfaConfiguration,
    SmsMfaConfiguration: mfa.SmsMfaConfiguration,
    SoftwareTokenMfaConfiguration: mfa.SoftwareTokenMfaConfiguration,
    EmailMfaConfiguration: mfa.EmailMfaConfiguration,
    WebAuthnConfiguration: mfa.WebAuthnConfiguration
  }
}

/** Everything but the secret, which UpdateUserPoolClient does not have. */
function clientSettings (
  client: Readings['client']
): Omit<Input<'UpdateUserPoolClient'>, 'UserPoolId' | 'ClientId'> {
  return {
    ClientName: client.ClientName,
    RefreshTokenValidity: client.RefreshTokenValidity,
    AccessTokenValidity: client.AccessTokenValidity,
    IdTokenValidity: client.IdTokenValidity,
    TokenValidityUnits: client.TokenValidityUnits,
    ReadAttributes: client.ReadAttributes,
    WriteAttributes: client.WriteAttributes,
    ExplicitAuthFlows: client.ExplicitAuthFlows,
    SupportedIdentityProviders: client.SupportedIdentityProviders,
    CallbackURLs: client.CallbackURLs,
    LogoutURLs: client.LogoutURLs,
    DefaultRedirectURI: client.DefaultRedirectURI,
    AllowedOAuthFlows: client.AllowedOAuthFlows,
    AllowedOAuthScopes: client.AllowedOAuthScopes,
    AllowedOAuthFlowsUserPoolClient: client.AllowedOAuthFlowsUserPoolClient,
    AnalyticsConfiguration: client.AnalyticsConfiguration,
    PreventUserExistenceErrors: client.PreventUserExistenceErrors,
    EnableTokenRevocation: client.EnableTokenRevocation,
    EnablePropagateAdditionalUserContextData: client.EnablePropagateAdditionalUserContextData,
    AuthSessionValidity: client.AuthSessionValidity,
    RefreshTokenRotation: client.RefreshTokenRotation
  }
}
