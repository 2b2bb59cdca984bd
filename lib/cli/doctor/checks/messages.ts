/** Email and SMS. */
import type { GetUserPoolMfaConfigResponse, UserPoolType } from '@aws-sdk/client-cognito-identity-provider'
import { defineCheck } from '../check.js'

export const emailSender = defineCheck({
  id: 'email-sender',
  severity: 'warning',
  title: 'Email is sent with Amazon SES',
  when: '`EmailSendingAccount` is not `DEVELOPER`',
  why:
    'The sender of Cognito has a small daily limit, after which users receive no codes. MFA and sign-in by ' +
    'email require Amazon SES.',
  reads: ['pool'],
  examine: ({ pool: { EmailConfiguration: { EmailSendingAccount: account = null } = {} } }) => {
    if (account === 'DEVELOPER') return []
    return [
      {
        read: { 'UserPool.EmailConfiguration.EmailSendingAccount': account },
        found: 'Email is sent by the default sender of Cognito, with a small daily limit.',
        fix: 'Verify an identity in Amazon SES, and select it.',
        console: 'Authentication > Authentication methods > Email'
      }
    ]
  }
})

export const smsSender = defineCheck({
  id: 'sms-sender',
  severity: 'error',
  title: 'Messages can be sent',
  when:
    'Cognito reports a failure of the SMS or email configuration, or SMS is used without an SMS ' +
    'configuration',
  why: 'Codes do not arrive: users cannot sign up, sign in with MFA, or reset a password.',
  reads: ['pool', 'mfa'],
  examine: ({ pool, mfa }) => {
    const failures = (['SmsConfigurationFailure', 'EmailConfigurationFailure'] as const).flatMap(name =>
      pool[name] === undefined ? [] : [[name, pool[name]] as const]
    )
    const lacksSms = usesSms(pool, mfa) && pool.SmsConfiguration === undefined
    return [
      ...failures.map(([name, failure]) => ({
        read: { [`UserPool.${name}`]: failure },
        found: `Cognito reports that messages cannot be sent: ${failure}.`,
        fix: 'Correct the IAM role of SMS, the spending limit of Amazon SNS, or the identity of Amazon SES.',
        console: `Authentication > Authentication methods > ${name.startsWith('Sms') ? 'SMS' : 'Email'}`
      })),
      ...(lacksSms
        ? [
            {
              read: { 'UserPool.SmsConfiguration': null },
              found: 'The pool uses SMS and has no SMS configuration.',
              fix: 'Create an IAM role for SMS.',
              console: 'Authentication > Authentication methods > SMS'
            }
          ]
        : [])
    ]
  }
})

function usesSms (
  { AutoVerifiedAttributes = [], Policies }: UserPoolType,
  { SmsMfaConfiguration: mfa }: GetUserPoolMfaConfigResponse
): boolean {
  return (
    AutoVerifiedAttributes.includes('phone_number') ||
    Policies?.SignInPolicy?.AllowedFirstAuthFactors?.includes('SMS_OTP') === true ||
    mfa !== undefined
  )
}

export const logs = defineCheck({
  id: 'logs',
  severity: 'info',
  title: 'Messages that could not be delivered are logged',
  when: 'no log delivery is configured for user notifications',
  why: 'Without it, nothing shows that an email or SMS message was not delivered.',
  reads: ['logs'],
  examine: ({ logs }) => {
    if (logs.some(({ EventSource: source }) => source === 'userNotification')) return []
    return [
      {
        read: { 'LogConfigurations.EventSource': logs.map(({ EventSource: source }) => source) },
        found: 'Undelivered messages are not logged.',
        fix: 'Add a log group of CloudWatch for user notifications, with the level ERROR.',
        console: 'Security > Log streaming'
      }
    ]
  }
})
