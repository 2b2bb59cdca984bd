import { deviceOf } from '../devices.js'
import { signInFailed } from '../exception.js'
import { required } from '../parameters.js'
import type { Device } from '../records.js'
import { proofParameters, provesSecret, startDeviceProof } from '../srp/server.js'
import { issueChallenge } from './issue-challenge.js'
import { finish } from './finish.js'
import type { ChallengeHandler, KnownSignIn, SignIn } from './types.js'

/** A remembered device proves its secret, after the user has proved theirs. */
export const respondToDeviceSrp: ChallengeHandler = signIn => {
  const device = namedDevice(signIn)
  const proof = startDeviceProof(required(signIn.parameters, 'SRP_A'), device)
  const parameters = { ...proofParameters(proof), DEVICE_KEY: device.key, USERNAME: signIn.username }
  const step = issueChallenge(signIn, 'DEVICE_PASSWORD_VERIFIER', parameters, { deviceProof: proof })
  signIn.pool.challenges.alias(proof.secretBlock, step.session)
  return step
}

export const respondToDeviceVerifier: ChallengeHandler = async (signIn, { deviceProof }) => {
  const device = namedDevice(signIn)
  const isRight =
    deviceProof !== undefined && provesSecret(signIn.parameters, deviceProof, [device.groupKey, device.key])
  if (!isRight) throw signInFailed()
  return await finish({ ...signIn, deviceProved: true } as KnownSignIn, 'AuthenticateDevice')
}

function namedDevice ({ user, parameters, state }: SignIn): Device {
  const key = required(parameters, 'DEVICE_KEY')
  if (user === undefined || key !== state.deviceKey) throw signInFailed()
  return deviceOf(user, key)
}
