import type { Challenge } from '../challenges.js'
import { createCode } from '../code.js'
import { masked, deliveryBy } from '../delivery.js'
import { context, type Delivery, type Fields, type Pool } from '../emulator.js'
import { attributeOf, type AppClient, type User } from '../records.js'
import { CONTACT, type Factor, type MessageFactor } from '../factors.js'
import { missingAttributes } from '../attributes.js'
import type { Caller, SignIn } from './caller.js'
import type { Parts } from '../parts.js'

/** Put a challenge to someone who has shown who they are. */
function ask (parts: Parts, { user, client }: SignIn, name: string, parameters: Record<string, string>, more: Partial<Challenge> = {}): Fields {
  return {
    ChallengeName: name,
    ChallengeParameters: { ...parameters, USER_ID_FOR_SRP: user.Username },
    Session: parts.challenges.open({ name, who: user.Username, clientId: client.ClientId, ...more })
  }
}

export function askNewPassword (parts: Parts, signIn: SignIn): Fields {
  const { user, pool } = signIn
  const attributes = user.Attributes.filter(({ Name }) => Name !== 'sub').map(({ Name, Value }) => [Name, Value])
  return ask(parts, signIn, 'NEW_PASSWORD_REQUIRED', {
    requiredAttributes: JSON.stringify(missingAttributes(user.Attributes, pool.options).map(name => `userAttributes.${name}`)),
    userAttributes: JSON.stringify(Object.fromEntries(attributes))
  })
}

export function askMfaSetup (parts: Parts, signIn: SignIn): Fields {
  return ask(parts, signIn, 'MFA_SETUP', { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' })
}

export function askMfaType (parts: Parts, signIn: SignIn, factors: readonly Factor[]): Fields {
  return ask(parts, signIn, 'SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE: JSON.stringify(factors) })
}

export async function askFactor (parts: Parts, signIn: SignIn, factor: Factor): Promise<Fields> {
  if (factor !== 'SOFTWARE_TOKEN_MFA') return await askMessageCode(parts, signIn, factor)
  const name = signIn.user.SoftwareTokenMfaConfiguration?.FriendlyDeviceName
  return ask(parts, signIn, factor, name === undefined ? {} : { FRIENDLY_DEVICE_NAME: name })
}

async function askMessageCode (parts: Parts, signIn: SignIn, factor: MessageFactor): Promise<Fields> {
  const { user, client, pool } = signIn
  const contact = CONTACT[factor]
  const delivery = deliveryBy(contact, attributeOf(user, contact) as string)
  const code = await send(parts, pool, client, user, delivery)
  return ask(parts, signIn, factor, described(delivery), { code, contact })
}

/** Email a code in the place of a password; to nobody, where nobody has the name. */
export async function askEmailOtp (parts: Parts, { who, user, client, pool }: Caller): Promise<Fields> {
  const delivery = deliveryBy('email', user === null ? who : attributeOf(user, 'email') as string)
  const code = user === null ? {} : { code: await send(parts, pool, client, user, delivery) }
  return {
    ChallengeName: 'EMAIL_OTP',
    ChallengeParameters: described(delivery),
    Session: parts.challenges.open({ name: 'EMAIL_OTP', who, clientId: client.ClientId, first: true, contact: 'email', ...code })
  }
}

/** Codes by email have eight digits, those by SMS six. */
async function send (parts: Parts, pool: Pool, client: AppClient, user: User, delivery: Delivery): Promise<string> {
  const code = createCode(delivery.DeliveryMedium === 'EMAIL' ? 8 : 6)
  await parts.deliver(context, 'Authentication', client.ClientId, pool.options.Id, user, code, undefined, delivery)
  return code
}

function described (delivery: Delivery): Record<string, string> {
  return { CODE_DELIVERY_DELIVERY_MEDIUM: delivery.DeliveryMedium, CODE_DELIVERY_DESTINATION: masked(delivery).Destination }
}

export function askChoice (parts: Parts, { who, client }: Caller, available: string[]): Fields {
  const name = 'SELECT_CHALLENGE'
  return {
    ChallengeName: name,
    AvailableChallenges: available,
    ChallengeParameters: {},
    Session: parts.challenges.open({ name, who, clientId: client.ClientId, first: true })
  }
}
