import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import type { Test } from 'tap'
import { makePool } from './admin-pool.js'
import { LIMITS, type Trial } from './moto-limits.js'
import { startProxy } from './moto-proxy.js'
import { startMoto } from './moto-server.js'
import { JANE } from './scenarios/steps.js'
import type { Subject } from './subject.js'

/**
 * The Region that moto assumes for requests without one: some operations with an access token work in no
 * other.
 */
const REGION = 'us-east-1'

/** One moto server, with a pool for each scenario. */
export async function startMotoSubject (t: Test): Promise<{ subject: Subject, trial: () => Promise<Trial> }> {
  const moto = await startMoto(t)
  const { endpoint, resetCodes } = await startProxy(t, moto)
  const api = new CognitoIdentityProvider({
    region: REGION,
    endpoint: moto,
    credentials: { accessKeyId: 'moto', secretAccessKey: 'moto' }
  })
  t.teardown(() => {
    api.destroy()
  })
  const subject: Subject = {
    name: 'moto',
    cannot: Object.fromEntries(Object.entries(LIMITS).map(([feature, { reason }]) => [feature, reason])),
    async open (_t, setting) {
      const { secrets, ...made } = await makePool(api, setting, Date.now)
      return {
        options: {
          ...made,
          // Tokens name AWS as their issuer; the keys are served here.
          issuer: `https://cognito-idp.${REGION}.amazonaws.com/${made.userPoolId}`,
          jwksUri: `${moto}/${made.userPoolId}/.well-known/jwks.json`,
          endpoint
        },
        // A sign-up is confirmed with any code; nothing is sent.
        codeFor: async address => resetCodes.get(address) ?? '000000',
        now: Date.now,
        forward: () => {
          throw new Error('moto has no clock')
        },
        authenticatorOf: email => secrets.get(email) as string,
        proofOf: (_password, { SECRET_BLOCK = '' }) => ({
          PASSWORD_CLAIM_SIGNATURE: 'any',
          PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
          TIMESTAMP: 'Tue Mar 5 09:07:01 UTC 2024'
        }),
        passkeyAnswer: () => {
          throw new Error('moto has no passkeys')
        }
      }
    }
  }
  const trial = async () => {
    const { userPoolId, clientId } = await makePool(api, { accounts: [JANE] }, Date.now)
    return { api, UserPoolId: userPoolId, ClientId: clientId }
  }
  return { subject, trial }
}
