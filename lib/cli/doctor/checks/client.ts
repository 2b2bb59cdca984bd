/** Settings of the app client: its flows, and what it reveals. */
import type { ExplicitAuthFlowsType } from '@aws-sdk/client-cognito-identity-provider'
import { changeClient, defineCheck } from '../check.js'
import { flowsOf, isMachine, oldNames, rotates } from './flows.js'

export const flowsFit = defineCheck({
  id: 'flows-fit',
  severity: 'error',
  title: 'The app client allows the flows of `routes.signIn.flows`',
  when: 'the app client does not allow a flow that the plugin signs users in with',
  why: 'These sign-ins fail with `FST_COGNITO_NOT_ENABLED` for every user.',
  needs: 'options',
  reads: ['client'],
  examine: ({ client }, { plugin }) => {
    const { routes = null } = plugin ?? {}
    const wanted = routes?.isServed('signIn') === true ? routes.flows : []
    const allowed = flowsOf(client)
    const missing = wanted.map(flow => `ALLOW_${flow}` as const).filter(flow => !allowed.includes(flow))
    if (missing.length === 0) return []
    return [
      {
        read: { 'UserPoolClient.ExplicitAuthFlows': client.ExplicitAuthFlows ?? null },
        found: `The app client does not allow ${missing.join(', ')}.`,
        fix: `Add ${missing.join(', ')} to ExplicitAuthFlows, or remove the flow from routes.signIn.flows.`,
        proposals: [changeFlows(flows => [...flows, ...missing])]
      }
    ]
  }
})

/** Flows in which a password is sent. Attackers can use them even if the application does not. */
const PASSWORD_FLOWS = ['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH'] as const

export const flowsTooMany = defineCheck({
  id: 'flows-too-many',
  severity: 'warning',
  title: 'The app client allows no flow that is not used',
  when:
    'the app client allows `USER_PASSWORD_AUTH`, and `routes.signIn.flows` does not have it; or a flow has ' +
    'its name from before 2019. `ADMIN_USER_PASSWORD_AUTH` is an info: it requires AWS credentials',
  why:
    'An unused flow is a way to try passwords past the limits of the application. The old names of flows ' +
    'cannot be combined with newer flows.',
  reads: ['client'],
  examine: ({ client }, { plugin }) => {
    const used = plugin?.routes?.isServed('signIn') === true ? plugin.routes.flows : PASSWORD_FLOWS
    const unused = PASSWORD_FLOWS.filter(flow => !used.includes(flow)).map(flow => `ALLOW_${flow}` as const)
    const allowed = flowsOf(client)
    const surplus = unused.filter(flow => allowed.includes(flow))
    const old = oldNames(client)
    if (surplus.length === 0 && old.length === 0) return []
    const isPublic = surplus.includes('ALLOW_USER_PASSWORD_AUTH') || old.length > 0
    return [
      {
        ...(!isPublic && { severity: 'info' as const }),
        read: { 'UserPoolClient.ExplicitAuthFlows': client.ExplicitAuthFlows },
        found: [
          ...(surplus.length > 0 ? [`The app client allows ${surplus.join(', ')}, which is not used.`] : []),
          ...(old.length > 0 ? [`The app client has old names of flows: ${old.join(', ')}.`] : [])
        ].join(' '),
        fix: 'Remove unused flows from ExplicitAuthFlows, and use the names that begin with ALLOW_.',
        proposals: [changeFlows(flows => flows.filter(flow => !(surplus as string[]).includes(flow)))]
      }
    ]
  }
})

export const refreshConflict = defineCheck({
  id: 'refresh-conflict',
  severity: 'error',
  title: 'Tokens can be refreshed',
  when:
    'refresh tokens do not rotate and `ALLOW_REFRESH_TOKEN_AUTH` is missing, or they rotate and it is there',
  why: 'Refreshing fails, so users are signed out when their access token expires.',
  reads: ['client'],
  examine: ({ client }) => {
    if (isMachine(client)) return []
    const isAllowed = flowsOf(client).includes('ALLOW_REFRESH_TOKEN_AUTH')
    if (isAllowed !== rotates(client)) return []
    return [
      {
        read: {
          'UserPoolClient.ExplicitAuthFlows': client.ExplicitAuthFlows,
          'UserPoolClient.RefreshTokenRotation': client.RefreshTokenRotation ?? null
        },
        found: isAllowed
          ? 'Refresh tokens rotate, and the app client allows ALLOW_REFRESH_TOKEN_AUTH.'
          : 'The app client does not allow ALLOW_REFRESH_TOKEN_AUTH, and refresh tokens do not rotate.',
        fix: isAllowed
          ? 'Remove ALLOW_REFRESH_TOKEN_AUTH from ExplicitAuthFlows.'
          : 'Add ALLOW_REFRESH_TOKEN_AUTH to ExplicitAuthFlows.',
        proposals: [
          changeFlows(flows =>
            isAllowed
              ? flows.filter(flow => flow !== 'ALLOW_REFRESH_TOKEN_AUTH')
              : [...flows, 'ALLOW_REFRESH_TOKEN_AUTH']
          )
        ]
      }
    ]
  }
})

/** The grace period of refresh token rotation that is proposed, in seconds. */
const GRACE_PERIOD = 10

export const rotationGrace = defineCheck({
  id: 'rotation-grace',
  severity: 'warning',
  title: 'A rotated refresh token has a grace period',
  when: 'refresh tokens rotate without a grace period',
  why: 'If the response to a refresh is lost, or two requests refresh at once, the user is signed out.',
  reads: ['client'],
  examine: ({ client }) => {
    const { RetryGracePeriodSeconds: seconds = 0 } = client.RefreshTokenRotation ?? {}
    if (!rotates(client) || seconds > 0) return []
    return [
      {
        read: { 'UserPoolClient.RefreshTokenRotation.RetryGracePeriodSeconds': seconds },
        found: 'A refresh token is invalid as soon as it was used.',
        fix: `Set RetryGracePeriodSeconds to ${GRACE_PERIOD}.`,
        proposals: [
          changeClient(() => ({
            RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: GRACE_PERIOD }
          }))
        ]
      }
    ]
  }
})

export const existence = defineCheck({
  id: 'existence',
  severity: 'error',
  title: 'Sign-in does not reveal whether a user exists',
  when: '`PreventUserExistenceErrors` is not `ENABLED`. The default of the API is `LEGACY`',
  why: 'Callers learn which email addresses have an account, and try passwords only for those.',
  reads: ['client'],
  examine: ({ client: { PreventUserExistenceErrors: value = null } }) => {
    if (value === 'ENABLED') return []
    return [
      {
        read: { 'UserPoolClient.PreventUserExistenceErrors': value },
        found: 'Errors of sign-in and password reset reveal whether a user exists.',
        fix: 'Set PreventUserExistenceErrors to ENABLED.',
        proposals: [changeClient(() => ({ PreventUserExistenceErrors: 'ENABLED' }))]
      }
    ]
  }
})

export const revocation = defineCheck({
  id: 'revocation',
  severity: 'warning',
  title: 'Tokens can be revoked',
  when: '`EnableTokenRevocation` is false',
  why:
    'A sign-out of one session cannot end its refresh token, and tokens have no `origin_jti`, by which the ' +
    'option `revocation` finds the tokens of a session.',
  reads: ['client'],
  examine: ({ client }) => {
    if (client.EnableTokenRevocation === true) return []
    return [
      {
        read: { 'UserPoolClient.EnableTokenRevocation': client.EnableTokenRevocation ?? null },
        found: 'The tokens of a single session cannot be revoked.',
        fix: 'Set EnableTokenRevocation to true.',
        proposals: [changeClient(() => ({ EnableTokenRevocation: true }))]
      }
    ]
  }
})

/** Returns a change of the flows, by their present names. */
function changeFlows (change: (flows: readonly ExplicitAuthFlowsType[]) => readonly ExplicitAuthFlowsType[]) {
  return changeClient(settings => ({ ExplicitAuthFlows: [...change(flowsOf(settings))] }))
}
