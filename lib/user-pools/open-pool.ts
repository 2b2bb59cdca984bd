import type { FastifyBaseLogger } from 'fastify'
import type { Cognito } from '../cognito/open-cognito.js'
import { errors } from '../errors.js'
import { Lazy } from '../lazy.js'
import type { PoolSettings } from '../options/pool-settings.js'
import type { Settings } from '../options/settings.js'
import { revoke, type Revocations } from '../revocation/revocations.js'
import { userExtension } from '../user/user-extension.js'
import type { KeySet } from '../verification/key-set.js'
import { openKeySet } from '../verification/open-key-set.js'
import type { VerifierPool } from '../verification/verifier.js'

/** Opens the key set of a pool. */
export function openPoolKeySet (
  { pool: { name, jwksUri }, jwks }: PoolSettings,
  { times }: Settings,
  log: FastifyBaseLogger
): Promise<KeySet> {
  return openKeySet({ jwks, jwksUri, times, log: log.child({ pool: name }), pool: name })
}

/** Returns a pool for the verifier. */
export function toVerifierPool (
  { pool: { name, issuers }, clientIds, audiences }: PoolSettings,
  settings: Settings,
  keySet: VerifierPool['keySet']
): VerifierPool {
  const { clockTolerance, clock, verifySignatures, toUser, groups } = settings
  const extendUser = userExtension({ toUser, areGroupsInToken: groups === null })
  const checked = verifySignatures ? keySet : null
  return { name, issuers, clientIds, audiences, clockTolerance, clock, keySet: checked, extendUser }
}

/** Returns the Cognito API of a pool. Its code and the AWS SDK are loaded when it is first used. */
export function lazyCognito (
  poolSettings: PoolSettings,
  settings: Settings,
  revocations: Pick<Revocations, 'isRevoked' | 'revoke'> | null,
  log: FastifyBaseLogger
): Lazy<Cognito> {
  const { timeout, clock, requestHandler, routes } = settings
  const {
    pool: { name, signingRegion: region, id: userPoolId, issuers },
    endpoint,
    missingEndpoint,
    apiClientId: clientId,
    clientSecrets,
    machine
  } = poolSettings
  return new Lazy(async () => {
    const [client, { openCognito }] = await Promise.all([
      import('../cognito/client.js'),
      import('../cognito/open-cognito.js')
    ])
    // Checked when Cognito is called: profiles in ID tokens do not need it.
    const connect = async () => {
      if (missingEndpoint !== null) throw new errors.FST_COGNITO_INVALID_OPTIONS(missingEndpoint)
      return client.connect({ region, endpoint, requestHandler })
    }
    return openCognito(
      { connect, pool: name, userPoolId, clientId, clientSecrets, timeout, log },
      {
        flows: routes?.flows ?? ['USER_PASSWORD_AUTH'],
        hideExistingUsers: routes?.hideExistingUsers ?? false,
        issuer: routes?.totpIssuer ?? userPoolId,
        issuers,
        administrators: new Set([
          ...(routes?.userAdministrators ?? []),
          ...(routes?.groupAdministrators ?? [])
        ]),
        clock,
        revocation:
          revocations === null
            ? null
            : {
                revoke: target => revoke(revocations, target),
                isRevoked: user => revocations.isRevoked(user)
              },
        signOutOthers: revocations !== null && routes?.signOutOthersOnPasswordChange !== false
      },
      machine
    )
  })
}
