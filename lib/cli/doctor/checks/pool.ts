/** Settings of the user pool: sign-up, passwords, recovery, its plan and its triggers. */
import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider'
import { changePool, defineCheck } from '../check.js'
import { flowsOf } from './flows.js'

const [LENGTH, DAYS, HISTORY] = [8, 7, 5]

export const passwordPolicy = defineCheck({
  id: 'password-policy',
  severity: 'warning',
  title: 'The password policy is not weak',
  when:
    'passwords may have fewer than 8 characters, or temporary passwords are valid for more than 7 days. ' +
    'That earlier passwords may be used again is an info, and not reported in the plan Lite, which has no ' +
    'history of passwords',
  why:
    'Short passwords can be guessed, a temporary password can be read in a mailbox as long as it is valid, ' +
    'and a password that was leaked may be set again.',
  reads: ['pool'],
  examine: ({ pool: { Policies, UserPoolTier: tier } }) => {
    const policy = Policies?.PasswordPolicy ?? {}
    const { MinimumLength: length = 0, TemporaryPasswordValidityDays: days = DAYS } = policy
    const { PasswordHistorySize: history = 0 } = policy
    const lacksHistory = history === 0 && tier !== 'LITE'
    const weak = [
      ...(length < LENGTH ? [`Passwords may have ${length} characters.`] : []),
      ...(days > DAYS ? [`Temporary passwords are valid for ${days} days.`] : [])
    ]
    const problems = [...weak, ...(lacksHistory ? ['Earlier passwords may be used again.'] : [])]
    if (problems.length === 0) return []
    return [
      {
        // NIST SP 800-63B requires a minimum length, and no history.
        ...(weak.length === 0 && { severity: 'info' as const }),
        read: { 'UserPool.Policies.PasswordPolicy': policy },
        found: problems.join(' '),
        fix: [
          ...(length < LENGTH ? [`Set MinimumLength to ${LENGTH} or more.`] : []),
          ...(days > DAYS ? [`Set TemporaryPasswordValidityDays to ${DAYS} or less.`] : []),
          ...(lacksHistory ? [`Set PasswordHistorySize to ${HISTORY}.`] : [])
        ].join(' '),
        proposals: [
          changePool(settings => ({
            Policies: {
              ...settings.Policies,
              PasswordPolicy: {
                ...policy,
                MinimumLength: Math.max(length, LENGTH),
                TemporaryPasswordValidityDays: Math.min(days, DAYS),
                ...(lacksHistory && { PasswordHistorySize: HISTORY })
              }
            }
          }))
        ]
      }
    ]
  }
})

export const recovery = defineCheck({
  id: 'recovery',
  severity: 'warning',
  title: 'Users recover their account by a verified email address',
  when:
    'no recovery is set or the phone number comes first, which is the default of the API; or only ' +
    'administrators can recover accounts while the plugin serves `POST /password/forgot`',
  why:
    'An SMS can be redirected by anyone who controls the number, and costs money. With recovery by ' +
    'administrators only, `POST /password/forgot` fails for every user.',
  reads: ['pool'],
  examine: ({ pool: { AccountRecoverySetting: setting } }, { plugin }) => {
    const mechanisms = (setting?.RecoveryMechanisms ?? []).toSorted(
      (one, other) => Number(one.Priority) - Number(other.Priority)
    )
    const first = mechanisms[0]?.Name
    const isServed = plugin?.routes?.isServed('forgotPassword') === true
    if (first === 'verified_email' || (first === 'admin_only' && !isServed)) return []
    const hasPhone = first !== 'admin_only'
    return [
      {
        read: { 'UserPool.AccountRecoverySetting': setting ?? null },
        found: hasPhone
          ? 'Codes to reset a password are sent by SMS first.'
          : 'Only administrators can reset a password, and the plugin serves POST /password/forgot.',
        fix: 'Set verified_email as the first of the RecoveryMechanisms.',
        proposals: [
          changePool(() => ({
            AccountRecoverySetting: {
              RecoveryMechanisms: [
                { Name: 'verified_email', Priority: 1 },
                ...(hasPhone ? [{ Name: 'verified_phone_number' as const, Priority: 2 }] : [])
              ]
            }
          }))
        ]
      }
    ]
  }
})

/** The number of users up to which a pool counts as a trial. */
const FEW = 10

export const deletion = defineCheck({
  id: 'deletion',
  severity: 'warning',
  title: 'A pool with users is protected against deletion',
  when: `\`DeletionProtection\` is not \`ACTIVE\` and the pool has more than ${FEW} users`,
  why: 'A deleted pool cannot be restored: all users, passwords and passkeys are lost.',
  reads: ['pool'],
  examine: ({ pool: { DeletionProtection: protection = null, EstimatedNumberOfUsers: users = 0 } }) => {
    if (protection === 'ACTIVE' || users <= FEW) return []
    return [
      {
        read: { 'UserPool.DeletionProtection': protection, 'UserPool.EstimatedNumberOfUsers': users },
        found: `The pool has about ${users} users and can be deleted by one call.`,
        fix: 'Set DeletionProtection to ACTIVE.',
        proposals: [changePool(() => ({ DeletionProtection: 'ACTIVE' }))]
      }
    ]
  }
})

export const selfSignup = defineCheck({
  id: 'self-signup',
  severity: 'warning',
  title: 'The pool and the plugin agree on sign-up',
  when:
    'users can sign up at Cognito and the plugin serves neither `POST /signup` nor managed login, or only ' +
    'administrators create users and `POST /signup` is served',
  why:
    'The ID of the app client is public: with it, a caller can sign up past the application. In the ' +
    'reverse case, every sign-up fails.',
  needs: 'options',
  reads: ['pool'],
  examine: ({ pool: { AdminCreateUserConfig: config = {} } }, { plugin, target: { domain } }) => {
    const { routes = null } = plugin ?? {}
    if (routes === null) return []
    const isOpen = config.AllowAdminCreateUserOnly !== true
    const isServed = routes.isServed('signUp')
    const read = {
      'UserPool.AdminCreateUserConfig.AllowAdminCreateUserOnly': config.AllowAdminCreateUserOnly ?? null
    }
    if (isOpen && !isServed && domain === null) {
      return [
        {
          read,
          found: 'Users can sign up at Cognito, and the plugin does not serve POST /signup.',
          fix: 'Set AllowAdminCreateUserOnly to true.',
          proposals: [
            changePool(settings => ({
              AdminCreateUserConfig: { ...settings.AdminCreateUserConfig, AllowAdminCreateUserOnly: true }
            }))
          ]
        }
      ]
    }
    if (isOpen || !isServed) return []
    return [
      {
        read,
        found: 'Only administrators can create users, and the plugin serves POST /signup.',
        fix:
          "Set routes.exclude: ['signUp', 'confirmSignUp', 'resendConfirmationCode'] in the options of the " +
          'plugin, or let users sign up.',
        console: 'Authentication > Sign-up > Self-service sign-up'
      }
    ]
  }
})

const TIERS = ['LITE', 'ESSENTIALS', 'PLUS'] as const

export const tier = defineCheck({
  id: 'tier',
  severity: 'error',
  title: 'The plan of the pool has the features that are used',
  when:
    'the plan is Lite with `USER_AUTH`, managed login or claims in access tokens, or is not Plus with ' +
    'threat protection',
  why: 'Calls fail with `FeatureUnavailableInTierException`, and settings have no effect.',
  reads: ['pool', 'client'],
  examine: ({ pool, client }, { plugin, target: { domain } }) => {
    const { UserPoolTier: current = 'ESSENTIALS' } = pool
    const isPlus = (pool.UserPoolAddOns?.AdvancedSecurityMode ?? 'OFF') !== 'OFF'
    const flows = [...flowsOf(client), ...(plugin?.routes?.flows ?? []).map(flow => `ALLOW_${flow}`)]
    const features = [
      ...(flows.includes('ALLOW_USER_AUTH') ? ['USER_AUTH'] : []),
      ...(domain === null ? [] : ['managed login']),
      ...(changesAccessTokens(pool) ? ['claims in access tokens'] : [])
    ]
    const needed = isPlus ? 'PLUS' : features.length > 0 ? 'ESSENTIALS' : 'LITE'
    if (TIERS.indexOf(current) >= TIERS.indexOf(needed)) return []
    const names = [...(current === 'LITE' ? features : []), ...(isPlus ? ['threat protection'] : [])]
    return [
      {
        read: { 'UserPool.UserPoolTier': current },
        found: `The plan ${current} does not have ${names.join(', ')}.`,
        fix: `Set UserPoolTier to ${needed}, which costs more for each active user.`,
        proposals: [changePool(() => ({ UserPoolTier: needed }))]
      }
    ]
  }
})

function changesAccessTokens ({ LambdaConfig: triggers = {} }: UserPoolType): boolean {
  return (triggers.PreTokenGenerationConfig?.LambdaVersion ?? 'V1_0') !== 'V1_0'
}

export const triggerVersions = defineCheck({
  id: 'trigger-versions',
  severity: 'info',
  title: 'The pre-token-generation trigger can change access tokens',
  when: 'the trigger has the version `V1_0` and the plugin accepts access tokens',
  why:
    'Claims and groups that the function adds are then in the ID token only: guards and permissions do not ' +
    'have them.',
  needs: 'options',
  reads: ['pool'],
  examine: ({ pool }, { plugin }) => {
    const { PreTokenGeneration: arn, PreTokenGenerationConfig: config } = pool.LambdaConfig ?? {}
    const isUsed = arn !== undefined || config !== undefined
    if (!isUsed || changesAccessTokens(pool) || plugin?.pool.tokenUse === 'id') return []
    return [
      {
        read: { 'UserPool.LambdaConfig.PreTokenGenerationConfig': config ?? null },
        found: 'The pre-token-generation trigger has the version V1_0, which changes ID tokens only.',
        fix: 'Change the function to the event of V2_0 or V3_0, and select that version.',
        console: 'Authentication > Extensions > Lambda triggers'
      }
    ]
  }
})
