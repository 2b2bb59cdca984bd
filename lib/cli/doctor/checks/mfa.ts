/** MFA and passkeys. */
import type { GetUserPoolMfaConfigResponse } from '@aws-sdk/client-cognito-identity-provider'
import { changeMfa, changePool, defineCheck, type CheckContext, type Proposal } from '../check.js'

/** A proposal that allows authenticator apps, and leaves other factors as they are. */
function allowTotp ({ MfaConfiguration: current }: GetUserPoolMfaConfigResponse): Proposal {
  return changeMfa(() => ({
    MfaConfiguration: current === 'ON' ? 'ON' : 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true }
  }))
}

export const mfaOff = defineCheck({
  id: 'mfa-off',
  severity: 'warning',
  title: 'Users can have MFA',
  when: 'MFA is off; or it is optional, and the plugin serves no route to set it up',
  why: 'A password that was used elsewhere, or a phished one, is enough to sign in.',
  reads: ['mfa'],
  examine: ({ mfa }, { plugin }) => {
    const { MfaConfiguration: setting = 'OFF' } = mfa
    const read = { MfaConfiguration: setting }
    if (setting === 'OFF') {
      return [
        {
          read,
          found: 'MFA is off.',
          fix: 'Set MfaConfiguration to OPTIONAL, with authenticator apps.',
          proposals: [allowTotp(mfa)]
        }
      ]
    }
    const { routes = null } = plugin ?? {}
    const isOffered = routes === null || routes.isServed('setupTotp') || routes.isServed('setMfaPreferences')
    if (setting === 'ON' || isOffered) return []
    return [
      {
        read,
        found: 'MFA is optional, and the plugin does not serve the routes to set it up.',
        fix: 'Serve setupTotp, verifyTotp and setMfaPreferences, by routes.include or routes.exclude.'
      }
    ]
  }
})

export const mfaSmsOnly = defineCheck({
  id: 'mfa-sms-only',
  severity: 'warning',
  title: 'MFA is possible without SMS',
  when: 'SMS is the only factor',
  why: 'An SMS can be redirected by SIM swapping, can be phished, and costs money.',
  reads: ['mfa'],
  examine: ({ mfa }) => {
    const { MfaConfiguration: setting = 'OFF', SoftwareTokenMfaConfiguration: totp } = mfa
    const hasOther =
      totp?.Enabled === true ||
      mfa.EmailMfaConfiguration !== undefined ||
      mfa.WebAuthnConfiguration?.FactorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION'
    if (setting === 'OFF' || mfa.SmsMfaConfiguration === undefined || hasOther) return []
    return [
      {
        read: { 'SoftwareTokenMfaConfiguration.Enabled': totp?.Enabled ?? null },
        found: 'SMS is the only MFA factor.',
        fix: 'Allow authenticator apps.',
        proposals: [allowTotp(mfa)]
      }
    ]
  }
})

/** Returns whether users of the plugin sign in with passkeys. */
function usesPasskeys ({ plugin }: CheckContext): boolean {
  const { routes = null } = plugin ?? {}
  return routes?.flows.includes('USER_AUTH') === true && routes.isServed('startPasskeyRegistration')
}

export const passkeyFactor = defineCheck({
  id: 'passkey-factor',
  severity: 'error',
  title: 'The pool allows sign-in with a passkey',
  when:
    'the flows of the plugin have `USER_AUTH`, its passkey routes are served, and ' +
    '`AllowedFirstAuthFactors` lacks `WEB_AUTHN`',
  why: 'Users cannot register a passkey, and sign-ins with one fail with `FST_COGNITO_NOT_ENABLED`.',
  needs: 'options',
  reads: ['pool'],
  examine: ({ pool: { Policies } }, context) => {
    const factors = Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ['PASSWORD']
    if (!usesPasskeys(context) || factors.includes('WEB_AUTHN')) return []
    return [
      {
        read: { 'UserPool.Policies.SignInPolicy.AllowedFirstAuthFactors': factors },
        found: 'The pool does not allow passkeys, and the plugin serves their routes.',
        fix: 'Add WEB_AUTHN to AllowedFirstAuthFactors, or exclude the passkey routes.',
        proposals: [
          changePool(settings => ({
            Policies: {
              ...settings.Policies,
              SignInPolicy: { AllowedFirstAuthFactors: [...factors, 'WEB_AUTHN'] }
            }
          }))
        ]
      }
    ]
  }
})

export const passkeyRp = defineCheck({
  id: 'passkey-rp',
  severity: 'error',
  title: 'The relying party of passkeys is the domain of the application',
  when:
    'passkeys are used, and the relying party ID is not the host of `session.origin` or a parent domain of ' +
    'it, or not that of the custom domain of managed login',
  why: 'Browsers refuse to create and to use passkeys for another domain.',
  needs: 'options',
  reads: ['pool', 'mfa'],
  examine: ({ pool, mfa: { WebAuthnConfiguration: passkeys } }, context) => {
    const { session = null } = context.plugin ?? {}
    const isAllowed = pool.Policies?.SignInPolicy?.AllowedFirstAuthFactors?.includes('WEB_AUTHN') === true
    const site = session === null || !usesPasskeys(context) ? [] : [new URL(session.origin).hostname]
    const hosted =
      context.plugin?.managedLogin == null || pool.CustomDomain === undefined ? [] : [pool.CustomDomain]
    const id = passkeys?.RelyingPartyId ?? pool.CustomDomain ?? pool.Domain ?? ''
    const hosts = [...site, ...hosted]
    const wrong = hosts.filter(host => host !== id && !host.endsWith(`.${id}`))
    if (!isAllowed || wrong.length === 0) return []
    const wanted = hosts.find(parent => hosts.every(host => host === parent || host.endsWith(`.${parent}`)))
    return [
      {
        read: { 'WebAuthnConfiguration.RelyingPartyId': passkeys?.RelyingPartyId ?? null },
        found: `Passkeys of ${id === '' ? 'the pool' : id} do not work at ${wrong.join(', ')}.`,
        fix:
          `Set RelyingPartyId to ${wanted ?? `the domain that ${hosts.join(' and ')} have in common`}. ` +
          'Passkeys that were registered for another relying party no longer work.',
        ...(wanted === undefined
          ? { console: 'Authentication > Sign-in > Passkey' }
          : {
              proposals: [
                changeMfa(settings => ({
                  WebAuthnConfiguration: { ...settings.WebAuthnConfiguration, RelyingPartyId: wanted }
                }))
              ]
            })
      }
    ]
  }
})
