/** Threat protection. */
import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider'
import { changeClient, changePool, defineCheck } from '../check.js'

function modeOf ({ UserPoolAddOns: addOns }: UserPoolType): string {
  return addOns?.AdvancedSecurityMode ?? 'OFF'
}

export const threatProtection = defineCheck({
  id: 'threat-protection',
  severity: 'warning',
  title: 'Threat protection blocks compromised passwords',
  when:
    'threat protection only audits, or does not block compromised credentials. That it is off is an info: ' +
    'it requires the plan Plus',
  why:
    'Sign-ins with passwords that are known from breaches, and from unusual places, succeed. AWS Security ' +
    'Hub reports it as Cognito.1.',
  reads: ['pool', 'risk'],
  examine: ({ pool, risk }, { target: { userPoolId: UserPoolId } }) => {
    const mode = modeOf(pool)
    const read = { 'UserPool.UserPoolAddOns.AdvancedSecurityMode': mode }
    if (mode === 'OFF') {
      return [
        {
          severity: 'info',
          read,
          found: 'Threat protection is off.',
          fix: 'Select the plan Plus, which costs more for each active user, and enable full function.',
          console: 'Security > Threat protection'
        }
      ]
    }
    if (mode === 'AUDIT') {
      return [
        {
          read,
          found: 'Threat protection only logs risks.',
          fix: 'Set AdvancedSecurityMode to ENFORCED.',
          proposals: [
            changePool(settings => ({
              UserPoolAddOns: { ...settings.UserPoolAddOns, AdvancedSecurityMode: 'ENFORCED' }
            }))
          ]
        }
      ]
    }
    const { CompromisedCredentialsRiskConfiguration: compromised, AccountTakeoverRiskConfiguration } = risk
    const action = compromised?.Actions?.EventAction ?? null
    if (action === 'BLOCK') return []
    return [
      {
        read: { 'RiskConfiguration.CompromisedCredentialsRiskConfiguration.Actions.EventAction': action },
        found: 'Sign-ins with compromised passwords are not blocked.',
        fix: 'Set EventAction to BLOCK.',
        proposals: [
          {
            run: 'SetRiskConfiguration',
            input: {
              UserPoolId,
              ...(risk.ClientId !== undefined && { ClientId: risk.ClientId }),
              CompromisedCredentialsRiskConfiguration: {
                ...compromised,
                Actions: { EventAction: 'BLOCK' }
              },
              AccountTakeoverRiskConfiguration,
              RiskExceptionConfiguration: risk.RiskExceptionConfiguration
            }
          }
        ]
      }
    ]
  }
})

export const userContext = defineCheck({
  id: 'user-context',
  severity: 'warning',
  title: 'Threat protection evaluates the IP address of the user',
  when:
    'threat protection is on, the app client has a secret, and `EnablePropagateAdditionalUserContextData` ' +
    'is false',
  why: 'Otherwise Cognito evaluates the risk of a sign-in by the IP address of the server.',
  reads: ['pool', 'client'],
  examine: ({ pool, client }) => {
    const { EnablePropagateAdditionalUserContextData: isEnabled = null } = client
    if (modeOf(pool) === 'OFF' || client.ClientSecret === undefined || isEnabled === true) return []
    return [
      {
        read: { 'UserPoolClient.EnablePropagateAdditionalUserContextData': isEnabled },
        found: 'Cognito does not accept the IP address of the user from the plugin.',
        fix: 'Set EnablePropagateAdditionalUserContextData to true.',
        proposals: [changeClient(() => ({ EnablePropagateAdditionalUserContextData: true }))]
      }
    ]
  }
})
