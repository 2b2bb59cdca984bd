import { forgetAttempts } from '../attempts.js'
import { createDevice, signInDevice, tracksDevices } from '../devices.js'
import type { Device } from '../records.js'
import { tokenLifetime } from '../settings.js'
import { issueTokens, SELF_SERVICE, type TokenSource } from '../tokens.js'
import { runTrigger, triggerAttributes } from '../triggers/run.js'
import { recordSignIn } from './history.js'
import { issueChallenge } from './issue-challenge.js'
import type { KnownSignIn, Step } from './types.js'

/** Completes a sign-in with tokens. A remembered device must complete its own challenge first. */
export async function finish (signIn: KnownSignIn, source: TokenSource = 'Authentication'): Promise<Step> {
  const { pool, client, user, username, clientMetadata, state, deviceProved = false } = signIn
  const device = signInDevice(pool, user, state.deviceKey)
  if (device?.remembered === true && !deviceProved) {
    return issueChallenge(signIn, 'DEVICE_SRP_AUTH', { USERNAME: username })
  }
  const isNewDevice = device === undefined && tracksDevices(pool)
  await runTrigger(pool, 'postAuthentication', {
    source: 'Authentication',
    userName: user.username,
    clientId: client.id,
    request: { userAttributes: triggerAttributes(user), newDeviceUsed: isNewDevice, clientMetadata }
  })
  forgetAttempts(pool, user)
  if (state.managedLogin === true) {
    recordSignIn(signIn, 'Pass')
    return { user }
  }
  const newDevice = isNewDevice ? createDevice(pool) : undefined
  if (device !== undefined) noteUse(signIn, device)
  const signInKeys = device ?? newDevice
  const eventId = recordSignIn(signIn, 'Pass')
  const { session, refreshToken } = pool.sessions.open(
    {
      clientId: client.id,
      sub: user.sub,
      scope: SELF_SERVICE,
      eventId,
      ...(signInKeys !== undefined && { deviceKey: signInKeys.key, deviceGroupKey: signInKeys.groupKey })
    },
    tokenLifetime(client, 'RefreshToken') * 1000
  )
  const tokens = await issueTokens(pool, client, user, session, { source, clientMetadata })
  return { tokens, refreshToken, ...(newDevice !== undefined && { newDevice }) }
}

function noteUse ({ pool, user }: KnownSignIn, device: Device): void {
  const devices = user.devices.map(one => (one === device ? { ...one, usedAt: pool.now() } : one))
  pool.users.save(user, { devices })
}
