import { startPool, type RunningPool } from '../local-pool.js'
import { SoftwareAuthenticator } from '../protocol/software-authenticator.js'
import type { Mfa, TestUser, Pool, Setting, Subject } from './subject.js'

/** The local Cognito, with a pool of its own for each scenario. */
export const local: Subject = { name: 'the local Cognito', cannot: {}, open: openLocal }

export async function openLocal (
  t: Parameters<typeof startPool>[0],
  setting: Setting
): Promise<Pool & { running: RunningPool }> {
  const {
    accounts = [],
    clientSecret,
    rotation,
    flows,
    firstFactors = ['PASSWORD'],
    passwordHistory,
    requiredAttributes,
    devices
  } = setting
  const authenticator = new SoftwareAuthenticator()
  const running = await startPool(t, {
    users: accounts.map(person => userOf(person, setting, authenticator)),
    preventUserExistenceErrors: true,
    ...(clientSecret && { clientSecret: 'poolclientsecret0123456789' }),
    ...(rotation !== undefined && { rotation: { gracePeriod: rotation } }),
    ...(flows !== undefined && { flows: [...flows] }),
    firstFactors: [...firstFactors],
    threatProtection: true,
    ...(passwordHistory !== undefined && { passwordHistory }),
    ...(requiredAttributes !== undefined && { requiredAttributes: [...requiredAttributes] }),
    ...(devices !== undefined && {
      devices: { challengeOnNewDevice: true, userOptIn: devices === 'remembered on request' }
    })
  })
  return {
    running,
    options: { ...running.options, clock: running.clock },
    codeFor: async address => running.mailbox.last(address)?.code as string,
    now: running.clock,
    forward: running.advance,
    authenticatorOf: email => running.user(email).softwareToken?.secret as string,
    passkeyAnswer: ({ CREDENTIAL_REQUEST_OPTIONS: options = '' }) =>
      JSON.stringify(authenticator.get(JSON.parse(options)))
  }
}

function userOf (
  { name, invited, mfa = [], groups = [], phone, passkey, ...person }: TestUser,
  { mfaRequired }: Setting,
  authenticator: SoftwareAuthenticator
) {
  return {
    ...person,
    ...(phone !== undefined && { phone }),
    ...(passkey !== undefined && { passkeys: [authenticator] }),
    ...(invited && { status: 'FORCE_CHANGE_PASSWORD' as const }),
    mfa: [...mfa],
    ...(mfa.length === 1 && { preferredMfa: mfa[0] as Mfa }),
    groups: [...groups],
    mustSetUpMfa: mfaRequired === true,
    ...(name !== undefined && { attributes: { name } })
  }
}
