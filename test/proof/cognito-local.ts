import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { decodeJwt } from 'jose'
import type { Test } from 'tap'
import { makePool } from './admin-pool.js'
import { COGNITO_LOCAL } from './cognito-local-limits.js'
import { startCognitoLocal } from './cognito-local-server.js'
import { reasons, type Trial } from './limits.js'
import { startProxy } from './proxy.js'
import { JANE } from './scenarios/steps.js'
import type { Subject } from './subject.js'

/** One cognito-local server, with a pool for each scenario. */
export async function startCognitoLocalSubject (
  t: Test
): Promise<{ subject: Subject, trial: () => Promise<Trial> }> {
  const { address, codeFor } = await startCognitoLocal(t)
  const endpoint = await startProxy(t, address, ({ response }) => corrected(response))
  const api = new CognitoIdentityProvider({
    region: 'local',
    endpoint: address,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1
  })
  t.teardown(() => {
    api.destroy()
  })
  const subject: Subject = {
    name: COGNITO_LOCAL.name,
    cannot: reasons(COGNITO_LOCAL),
    async open (_t, setting) {
      const { secrets, ...made } = await makePool(api, setting, Date.now)
      const issuer = `${address}/${made.userPoolId}`
      return {
        options: { ...made, issuer, jwksUri: `${issuer}/.well-known/jwks.json`, endpoint },
        codeFor,
        now: Date.now,
        forward: () => {
          throw new Error('cognito-local has no clock')
        },
        authenticatorOf: email => secrets.get(email) as string,
        passkeyAnswer: () => {
          throw new Error('cognito-local has no passkeys')
        }
      }
    }
  }
  const trial = async () => {
    const { userPoolId, clientId } = await makePool(api, { accounts: [JANE] }, Date.now)
    return { api, UserPoolId: userPoolId, ClientId: clientId, codeFor }
  }
  return { subject, trial }
}

/** Corrects the differences from AWS that affect nearly every scenario. The list of differences has them. */
function corrected (response: string): string {
  const body = JSON.parse(response)
  if (body.__type === 'InvalidPasswordException') {
    return JSON.stringify({ __type: 'NotAuthorizedException', message: 'Incorrect username or password.' })
  }
  const { AuthenticationResult: result, CodeDeliveryDetails: one, CodeDeliveryDetailsList: list } = body
  if (result !== undefined) {
    const { exp, iat } = decodeJwt(result.AccessToken) as { exp: number, iat: number }
    body.AuthenticationResult = { ...result, ExpiresIn: exp - iat }
  }
  if (one !== undefined) body.CodeDeliveryDetails = masked(one)
  if (list !== undefined) body.CodeDeliveryDetailsList = list.map(masked)
  return JSON.stringify(body)
}

const masked = ({ Destination, ...details }: { Destination: string }) => ({
  ...details,
  Destination: Destination.replace(/^(.).*@(.).*$/, '$1***@$2***')
})
