import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import type { Test } from 'tap'
import { startLocalCognito } from '../../dist/local/index.js'
import { makePool } from './admin-pool.js'
import { MINUTE } from './scenarios/steps.js'
import type { Subject } from './subject.js'

const NO_PROOF = 'SRP is not implemented'

/** One local Cognito, with a pool for each scenario. */
export async function startLocal (t: Test): Promise<Subject> {
  let ahead = 0
  const now = () => Date.now() + ahead
  const local = await startLocalCognito({ clock: now })
  const api = new CognitoIdentityProvider({
    region: 'eu-west-1',
    endpoint: local.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })
  t.teardown(async () => {
    api.destroy()
    await local.close()
  })
  return {
    name: 'the local Cognito',
    cannot: {
      SRP: NO_PROOF,
      'custom challenge': 'there are no Lambda triggers',
      'password history': 'the password policy has no history',
      'passwordless SMS codes': 'of the first factors, only passwords and email codes are implemented',
      passkeys: 'of the first factors, only passwords and email codes are implemented',
      devices: 'devices are not implemented'
    },
    async open (_t, setting) {
      const { secrets, ...made } = await makePool(api, setting, now)
      // A code is accepted only once: the time moves on after the code that set the authenticator up.
      if (secrets.size > 0) ahead += MINUTE
      const issuer = `${local.endpoint}/${made.userPoolId}`
      return {
        options: {
          ...made,
          issuer,
          jwksUri: `${issuer}/.well-known/jwks.json`,
          endpoint: local.endpoint,
          clock: now
        },
        codeFor: async address => local.mailbox.last(address)?.code as string,
        now,
        forward: milliseconds => {
          ahead += milliseconds
        },
        authenticatorOf: email => secrets.get(email) as string,
        proofOf: () => {
          throw new Error(NO_PROOF)
        },
        passkeyAnswer: () => {
          throw new Error('passkeys are not implemented')
        }
      }
    }
  }
}
