import t, { type Test } from 'tap'
import { ADA, refusal, start } from './client.js'
import { SoftwareAuthenticator } from '../../protocol/software-authenticator.js'

/** A user with this many passkeys. */
async function withPasskeys (t: Test, length: number) {
  const passkeys = Array.from({ length }, () => new SoftwareAuthenticator())
  const started = await start(t, { users: [{ ...ADA, passkeys }] })
  const AccessToken = (await started.signIn(ADA)).AuthenticationResult?.AccessToken as string
  return {
    ...started,
    AccessToken,
    list: async (page = {}) => await started.api.listWebAuthnCredentials({ AccessToken, ...page })
  }
}

t.test('ListWebAuthnCredentials returns pages', async t => {
  const { cognito, api, AccessToken, list } = await withPasskeys(t, 5)
  const ids: (string | undefined)[] = []
  let NextToken: string | undefined
  for (const size of [2, 2, 1]) {
    const page = await list({ MaxResults: 2, NextToken })
    t.equal(page.Credentials?.length, size)
    ids.push(...(page.Credentials?.map(({ CredentialId }) => CredentialId) ?? []))
    NextToken = page.NextToken
  }
  t.strictSame(
    ids,
    cognito.liveUser(ADA.email).passkeys.map(({ id }) => id)
  )
  t.equal(NextToken, undefined)
  await t.rejects(list({ NextToken: 'abc' }), refusal('InvalidParameterException'))
  await t.rejects(api.listWebAuthnCredentials({ AccessToken: 'abc' }), refusal('NotAuthorizedException'))
  t.equal((await api.listWebAuthnCredentials({ AccessToken, MaxResults: 0 })).Credentials?.length, 5)
})

t.test('a deleted passkey cannot sign in', async t => {
  const { cognito, api, AccessToken, initiate, list } = await withPasskeys(t, 1)
  const CredentialId = cognito.liveUser(ADA.email).passkeys[0]?.id
  t.strictSame((await api.getUserAuthFactors({ AccessToken })).ConfiguredUserAuthFactors, [
    'PASSWORD',
    'EMAIL_OTP',
    'SMS_OTP',
    'WEB_AUTHN'
  ])
  await api.deleteWebAuthnCredential({ AccessToken, CredentialId })
  t.strictSame((await list()).Credentials, [])
  await t.rejects(
    api.deleteWebAuthnCredential({ AccessToken, CredentialId }),
    refusal('ResourceNotFoundException')
  )
  t.equal(
    (await initiate('USER_AUTH', { USERNAME: ADA.email, PREFERRED_CHALLENGE: 'WEB_AUTHN' })).ChallengeName,
    'SELECT_CHALLENGE'
  )
})
