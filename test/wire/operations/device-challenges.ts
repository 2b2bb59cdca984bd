import { deviceOf } from '../devices.js'
import { exchangeParameters, isDeviceProved, openExchange } from '../device-srp.js'
import { required, wrongPassword } from '../refusal.js'
import type { Pending } from '../sessions.js'
import type { Answer } from './answers.js'
import { ask, signedIn } from './asking.js'

/** A device that is remembered proves its secret, after the person has proved theirs. */

export const deviceSrp: Answer = ({ pool, pending, responses }) => {
  const device = deviceNamed(pending, responses)
  const deviceExchange = openExchange(required(responses, 'SRP_A'), device)
  return ask(pool, 'DEVICE_PASSWORD_VERIFIER', { ...pending, deviceExchange }, { ...exchangeParameters(deviceExchange, device), USERNAME: pending.username })
}

export const deviceProof: Answer = ({ pool, pending, responses }) => {
  const { person, deviceExchange } = pending
  const device = deviceNamed(pending, responses)
  if (person === null || deviceExchange === undefined || !isDeviceProved(responses, deviceExchange, device)) throw wrongPassword()
  return signedIn(pool, person, { ...pending, deviceProved: true })
}

function deviceNamed ({ person, deviceKey = '' }: Pending, responses: Record<string, string>) {
  if (person === null || required(responses, 'DEVICE_KEY') !== deviceKey) throw wrongPassword()
  return deviceOf(person, deviceKey)
}
