import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import type { Test } from 'tap'
import { makePool } from './admin-pool.js'
import { reasons, type Trial } from './limits.js'
import { MOTO } from './moto-limits.js'
import { startMoto } from './moto-server.js'
import { startProxy } from './proxy.js'
import { JANE } from './scenarios/steps.js'
import type { Subject } from './subject.js'

/**
 * The Region that moto assumes for requests without one: some operations with an access token work in no
 * other.
 */
const REGION = 'us-east-1'

/** The header in which moto returns the code that it would send. */
const RESET_CODE = 'x-moto-forgot-password-confirmation-code'

/** One moto server, with a pool for each scenario. */
export async function startMotoSubject (t: Test): Promise<{ subject: Subject, trial: () => Promise<Trial> }> {
  const moto = await startMoto(t)
  const resetCodes = new Map<string, string>()
  const endpoint = await startProxy(t, moto, ({ request, headers, response }) => {
    const code = headers.get(RESET_CODE)
    if (code !== null) resetCodes.set((JSON.parse(request) as { Username: string }).Username, code)
    return response
  })
  const api = new CognitoIdentityProvider({
    region: REGION,
    endpoint: moto,
    credentials: { accessKeyId: 'moto', secretAccessKey: 'moto' }
  })
  t.teardown(() => {
    api.destroy()
  })
  const subject: Subject = {
    name: MOTO.name,
    cannot: reasons(MOTO),
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
        passkeyAnswer: () => {
          throw new Error('moto has no passkeys')
        }
      }
    }
  }
  const trial = async () => {
    const { userPoolId, clientId } = await makePool(api, { accounts: [JANE] }, Date.now)
    return { api, UserPoolId: userPoolId, ClientId: clientId, codeFor: async () => 'any' }
  }
  return { subject, trial }
}
