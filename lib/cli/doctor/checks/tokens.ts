/** Lifetimes of tokens, and sessions at Cognito. */
import type { UserPoolClientType } from '@aws-sdk/client-cognito-identity-provider'
import { changeClient, defineCheck } from '../check.js'
import { isMachine } from './flows.js'

const HOUR = 3600
const DAY = 24 * HOUR
const UNITS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: HOUR, days: DAY }

/** Returns the lifetime of access tokens in seconds. The default of AWS is an hour. */
function accessLifetime (client: UserPoolClientType): number {
  const unit = client.TokenValidityUnits?.AccessToken ?? 'hours'
  return (client.AccessTokenValidity || HOUR / (UNITS[unit] as number)) * (UNITS[unit] as number)
}

/** Returns the lifetime of refresh tokens in seconds. The default of AWS is 30 days. */
function refreshLifetime (client: UserPoolClientType): number {
  const unit = client.TokenValidityUnits?.RefreshToken ?? 'days'
  return (client.RefreshTokenValidity || (30 * DAY) / (UNITS[unit] as number)) * (UNITS[unit] as number)
}

export const accessTokenLong = defineCheck({
  id: 'access-token-long',
  severity: 'warning',
  title: 'Access tokens expire within an hour',
  when: 'access tokens are valid for more than an hour, and the plugin has no `revocation`',
  why: 'Without `revocation`, a stolen token, or that of a disabled user, is accepted until it expires.',
  reads: ['client'],
  examine: ({ client }, { plugin }) => {
    const seconds = accessLifetime(client)
    if (seconds <= HOUR || (plugin !== null && plugin.settings.revocation !== null)) return []
    return [
      {
        read: {
          'UserPoolClient.AccessTokenValidity': client.AccessTokenValidity,
          'UserPoolClient.TokenValidityUnits': client.TokenValidityUnits ?? null
        },
        found: `Access tokens are valid for ${seconds / 60} minutes.`,
        fix: 'Set AccessTokenValidity to 60 minutes, or use the option revocation of the plugin.',
        proposals: [
          changeClient(({ TokenValidityUnits: units }) => ({
            AccessTokenValidity: 60,
            TokenValidityUnits: { ...units, AccessToken: 'minutes' }
          }))
        ]
      }
    ]
  }
})

const MAX_REFRESH_LIFETIME = 90 * DAY

export const refreshTooLong = defineCheck({
  id: 'refresh-too-long',
  severity: 'info',
  title: 'Refresh tokens live as long as sessions',
  when: 'refresh tokens are valid for more than 90 days, or not as long as `session.absolute`',
  why:
    'A stolen refresh token works as long as it is valid. One that ends before the session signs the user ' +
    'out early; one that ends later is of no use.',
  reads: ['client'],
  examine: ({ client }, { plugin }) => {
    if (isMachine(client)) return []
    const seconds = refreshLifetime(client)
    const session = plugin?.session == null ? null : plugin.session.absolute / 1000
    if (session === null ? seconds <= MAX_REFRESH_LIFETIME : seconds === session) return []
    const wanted = session ?? 30 * DAY
    return [
      {
        read: {
          'UserPoolClient.RefreshTokenValidity': client.RefreshTokenValidity ?? null,
          'UserPoolClient.TokenValidityUnits': client.TokenValidityUnits ?? null
        },
        found:
          `Refresh tokens are valid for ${days(seconds)}` +
          (session === null ? '.' : `, and sessions for ${days(session)}.`),
        fix: `Set RefreshTokenValidity to ${days(wanted)}.`,
        proposals: [
          changeClient(({ TokenValidityUnits: units }) => ({
            RefreshTokenValidity: wanted,
            TokenValidityUnits: { ...units, RefreshToken: 'seconds' }
          }))
        ]
      }
    ]
  }
})

function days (seconds: number): string {
  return seconds % DAY === 0 ? `${seconds / DAY} days` : `${seconds} seconds`
}

export const sessionTracking = defineCheck({
  id: 'session-tracking',
  severity: 'info',
  title: 'Cognito keeps a list of the sessions of users',
  when: '`UserSessionTracking` is not `ENABLED`, in a pool of the plan Essentials or Plus',
  why: 'The sessions of a user, with their devices, can then neither be listed nor ended one by one.',
  reads: ['pool', 'sessions'],
  examine: ({ pool: { UserPoolTier: plan }, sessions }, { target: { userPoolId: UserPoolId } }) => {
    const { UserSessionTracking: tracking = null, TokenSession = { MaxPerUser: 20 } } = sessions
    if (tracking === 'ENABLED' || plan === 'LITE') return []
    return [
      {
        read: { UserSessionTracking: tracking },
        found: 'Sessions are not tracked.',
        fix:
          'Set UserSessionTracking to ENABLED. Users above the number of sessions lose the oldest one. It ' +
          'requires a current release of the AWS CLI.',
        proposals: [
          {
            run: 'SetUserPoolSessionConfiguration',
            input: { UserPoolId, UserSessionTracking: 'ENABLED', TokenSession }
          }
        ]
      }
    ]
  }
})
