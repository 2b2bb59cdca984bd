import { newEmail, PASSWORD } from '../local.js'
import type { Browser } from './browser.js'
import { addOAuthClient, startManaged } from './managed.js'

type Settings = Parameters<typeof addOAuthClient>[1]

/** A pool with passkeys, a user, and a browser at the name that passkeys belong to. */
export async function startPasskeys (t: Parameters<typeof startManaged>[0], settings: Settings = {}) {
  const managed = await startManaged(t)
  const { api, local } = managed
  const { UserPool } = await api.createUserPool({
    PoolName: 'passkeys',
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email'],
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] } }
  })
  const UserPoolId = UserPool?.Id as string
  const { ClientId } = await addOAuthClient(managed, {
    UserPoolId,
    ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    ...settings
  })
  const Username = newEmail()
  await api.adminCreateUser({
    UserPoolId,
    Username,
    MessageAction: 'SUPPRESS',
    UserAttributes: [
      { Name: 'email', Value: Username },
      { Name: 'email_verified', Value: 'true' }
    ]
  })
  await api.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true })
  const origin = `http://localhost:${new URL(local.endpoint).port}`
  const path = (name = '/oauth2/authorize', more = {}) => managed.path({ client_id: ClientId, ...more }, name)

  /** Signs in by choice with the password, as far as that goes. */
  const byPassword = async (browser: Browser, name?: string) => {
    const choice = await browser.submit(await browser.open(path(name)), { username: Username })
    const password = await browser.submit(choice, { ANSWER: 'PASSWORD' })
    return await browser.submit(password, { password: PASSWORD })
  }
  return { ...managed, UserPoolId, clientId: ClientId, Username, origin, path, byPassword }
}
