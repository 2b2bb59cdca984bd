import assert from 'node:assert/strict'
import { authenticatorCode } from './authenticator.js'
import type { Trial } from './limits.js'
import { JANE, OTHER_PASSWORD, PASSWORD } from './scenarios/steps.js'

/** Steps of the proofs that a limit exists, and proofs for more than one emulator. */

const Username = JANE.email

/** An operation or flow that is missing throws no exception of Cognito. */
export const isAbsent = (call: Promise<unknown>) =>
  assert.rejects(call, ({ name }: Error) => !name.endsWith('Exception'))

export const byPassword = ({ api, ClientId }: Trial, PASSWORD = JANE.password, USERNAME = Username) =>
  api.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } })

export async function tokens (trial: Trial): Promise<{ AccessToken: string, RefreshToken: string }> {
  return (await byPassword(trial)).AuthenticationResult as { AccessToken: string, RefreshToken: string }
}

/** Signs up a user and does not confirm it. SignUp returns no session. */
export async function unconfirmedUser ({ api, ClientId }: Trial): Promise<string> {
  const Username = `${crypto.randomUUID()}@example.com`
  const { Session } = await api.signUp({ ClientId, Username, Password: PASSWORD })
  assert.equal(Session, undefined)
  return Username
}

/** Creates a user with a temporary password. */
export async function invitedUser ({ api, UserPoolId }: Trial): Promise<string> {
  const Username = `${crypto.randomUUID()}@example.com`
  await api.adminCreateUser({ UserPoolId, Username, TemporaryPassword: PASSWORD, MessageAction: 'SUPPRESS' })
  return Username
}

export const setMfa = ({ api, UserPoolId }: Trial, MfaConfiguration: 'OPTIONAL' | 'ON') =>
  api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration,
    SoftwareTokenMfaConfiguration: { Enabled: true }
  })

export const resendIsAbsent = async (trial: Trial) =>
  isAbsent(
    trial.api.resendConfirmationCode({ ClientId: trial.ClientId, Username: await unconfirmedUser(trial) })
  )

export const refreshIsAbsent = async (trial: Trial) =>
  isAbsent(
    trial.api.getTokensFromRefreshToken({
      ClientId: trial.ClientId,
      RefreshToken: (await tokens(trial)).RefreshToken
    })
  )

export const passkeysAreAbsent = async (trial: Trial) =>
  isAbsent(trial.api.startWebAuthnRegistration({ AccessToken: (await tokens(trial)).AccessToken }))

export const devicesAreAbsent = async (trial: Trial) =>
  isAbsent(trial.api.listDevices({ AccessToken: (await tokens(trial)).AccessToken }))

export const choiceIsRejected = ({ api, ClientId }: Trial) =>
  assert.rejects(
    api.initiateAuth({ ClientId, AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME: Username } })
  )

export async function resetWithWeakPassword ({ api, ClientId, codeFor, ...trial }: Trial): Promise<void> {
  const Username = await unconfirmedUser({ api, ClientId, codeFor, ...trial })
  await api.confirmSignUp({ ClientId, Username, ConfirmationCode: await codeFor(Username) })
  await api.forgotPassword({ ClientId, Username })
  await api.confirmForgotPassword({
    ClientId,
    Username,
    ConfirmationCode: await codeFor(Username),
    Password: 'weak-indeed'
  })
}

export async function passwordIsReused ({ api }: Trial): Promise<void> {
  const { UserPool } = await api.createUserPool({
    PoolName: 'history',
    Policies: { PasswordPolicy: { PasswordHistorySize: 2 } }
  })
  const UserPoolId = UserPool?.Id as string
  await api.adminCreateUser({ UserPoolId, Username, MessageAction: 'SUPPRESS' })
  for (let times = 0; times < 2; times++) {
    await api.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true })
  }
}

export async function nobodyIsLocked (trial: Trial): Promise<void> {
  for (let attempts = 0; attempts < 6; attempts++) await assert.rejects(byPassword(trial, OTHER_PASSWORD))
  await tokens(trial)
}

export async function emailMfaIsIgnored (trial: Trial): Promise<void> {
  await setMfa(trial, 'OPTIONAL')
  await trial.api.setUserMFAPreference({
    AccessToken: (await tokens(trial)).AccessToken,
    EmailMfaSettings: { Enabled: true, PreferredMfa: true }
  })
  const { ChallengeName } = await byPassword(trial)
  assert.equal(ChallengeName, undefined)
}

export async function totpCodeIsAcceptedTwice (trial: Trial): Promise<void> {
  const { AccessToken } = await tokens(trial)
  const { SecretCode = '' } = await trial.api.associateSoftwareToken({ AccessToken })
  const UserCode = await authenticatorCode(SecretCode, Date.now)
  for (let times = 0; times < 2; times++) await trial.api.verifySoftwareToken({ AccessToken, UserCode })
}

export async function backslashIsPartOfTheValue ({ api, UserPoolId }: Trial): Promise<void> {
  const Value = 'Jane "J." Doe'
  await api.adminUpdateUserAttributes({ UserPoolId, Username, UserAttributes: [{ Name: 'name', Value }] })
  const found = async (Filter: string) => (await api.listUsers({ UserPoolId, Filter })).Users?.length
  assert.deepEqual([await found('name = "Jane \\"J.\\" Doe"'), await found(`name = "${Value}"`)], [0, 1])
}

export const weakInvitation = ({ api, UserPoolId }: Trial) =>
  api.adminCreateUser({
    UserPoolId,
    Username: 'weak@example.com',
    TemporaryPassword: 'weak',
    MessageAction: 'SUPPRESS'
  })
