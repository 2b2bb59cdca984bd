import { startWireCognito } from '../wire/server.js'
import { SoftwareAuthenticator } from '../wire/software-authenticator.js'
import { srpProof } from '../wire/srp.js'
import type { Mfa, TestUser, Pool, Setting, Subject } from './subject.js'

/**
 * The wire server: it validates every request against AWS's service model, and has every feature that the
 * scenarios need.
 */
export const wire: Subject = { name: 'the wire', cannot: {}, open: openWire }

export async function openWire (
  t: Parameters<typeof startWireCognito>[0],
  setting: Setting
): Promise<Pool & { wire: Awaited<ReturnType<typeof startWireCognito>> }> {
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
  const wire = await startWireCognito(t, {
    users: accounts.map(person => userOf(person, setting, authenticator)),
    preventUserExistenceErrors: true,
    ...(clientSecret && { clientSecret: 'wireclientsecret0123456789' }),
    ...(rotation !== undefined && { rotation: { gracePeriod: rotation } }),
    ...(flows !== undefined && { flows: [...flows] }),
    firstFactors: [...firstFactors],
    ...(passwordHistory !== undefined && { passwordHistory }),
    ...(requiredAttributes !== undefined && { requiredAttributes: [...requiredAttributes] }),
    ...(devices !== undefined && {
      devices: { challengeOnNewDevice: true, userOptIn: devices === 'remembered on request' }
    })
  })
  return {
    wire,
    options: { ...wire.options, clock: wire.clock },
    codeFor: async address => wire.mailbox.last(address).code,
    now: wire.clock,
    forward: wire.advance,
    authenticatorOf: email => wire.person(email).authenticator?.secret as string,
    proofOf: (password, { SECRET_BLOCK: secretBlock = '' }) => {
      const timestamp = timestampOf(wire.clock())
      return {
        PASSWORD_CLAIM_SIGNATURE: srpProof({ password, secretBlock, timestamp }),
        PASSWORD_CLAIM_SECRET_BLOCK: secretBlock,
        TIMESTAMP: timestamp
      }
    },
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

/** In the form that AWS requires: `Tue Mar 5 09:07:01 UTC 2024`. */
function timestampOf (now: number): string {
  const [day, date, month, year, time] = new Date(now).toUTCString().split(/,? /) as [
    string,
    string,
    string,
    string,
    string
  ]
  return `${day} ${month} ${Number(date)} ${time} UTC ${year}`
}
