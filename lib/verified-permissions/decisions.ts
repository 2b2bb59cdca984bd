import type {
  BatchIsAuthorizedWithTokenCommandInput,
  BatchIsAuthorizedWithTokenOutputItem
} from '@aws-sdk/client-verifiedpermissions'
import type { FastifyBaseLogger } from 'fastify'
import { safeText } from '../describe-error.js'
import type { VerifiedToken } from '../sources/source.js'
import { withTimeout } from '../with-timeout.js'
import { connect, type Connection } from './client.js'
import type { VerifiedPermissionsSettings } from './options.js'

type Names = readonly string[]
type Token = Pick<BatchIsAuthorizedWithTokenCommandInput, 'accessToken' | 'identityToken'>

/** The maximum number of decisions in one call. */
const BATCH = 30

/** The decision about one permission. */
interface Decision {
  readonly permission: string
  readonly isAllowed: boolean
  /** The errors of the policies that were evaluated for it. */
  readonly policyErrors: Names
}

/**
 * Loads the AWS SDK and returns the client for decisions.
 *
 * @throws FST_COGNITO_MISSING_DEPENDENCY, FST_COGNITO_INVALID_OPTIONS
 */
export async function openDecisions (settings: VerifiedPermissionsSettings): Promise<Decisions> {
  return new Decisions(settings, await connect(settings))
}

/** The decisions of a policy store. */
export class Decisions {
  readonly #settings: VerifiedPermissionsSettings
  readonly #connection: Connection
  readonly #batches: readonly Names[]

  constructor (settings: VerifiedPermissionsSettings, connection: Connection) {
    this.#settings = settings
    this.#connection = connection
    const { permissions } = settings
    this.#batches = Array.from({ length: Math.ceil(permissions.length / BATCH) }, (_, index) =>
      permissions.slice(index * BATCH, (index + 1) * BATCH)
    )
  }

  /**
   * Returns the permissions that a token has, by concurrent calls with one deadline. Rejects if one of them
   * fails, since a permission that is missing could be a requirement of `none`.
   */
  async permissionsOf ({ use, value }: VerifiedToken, log: FastifyBaseLogger): Promise<Names> {
    const { timeout, policyStoreId } = this.#settings
    const token = use === 'id' ? { identityToken: value } : { accessToken: value }
    const results = await withTimeout(timeout, async signal =>
      Promise.all(this.#batches.map(batch => this.#decide(batch, token, signal)))
    )
    const decisions = results.flat()
    const failed = decisions.filter(({ policyErrors }) => policyErrors.length > 0)
    const [first] = failed
    if (first !== undefined) {
      const { permission, policyErrors } = first
      const reason = safeText(policyErrors[0] as string)
      log.warn({ policyStoreId, permission, reason, permissions: failed.length }, 'policy evaluation failed')
    }
    return decisions.filter(({ isAllowed }) => isAllowed).map(({ permission }) => permission)
  }

  async #decide (batch: Names, token: Token, abortSignal: AbortSignal): Promise<readonly Decision[]> {
    const { sdk, client } = this.#connection
    const { policyStoreId, actionType, resource } = this.#settings
    const requests = batch.map(actionId => ({
      action: { actionType, actionId },
      ...(resource !== undefined && { resource: { ...resource } })
    }))
    const command = new sdk.BatchIsAuthorizedWithTokenCommand({ policyStoreId, ...token, requests })
    const { results } = await client.send(command, { abortSignal })
    return decisionsIn(results, batch, actionType)
  }
}

/**
 * Returns the decisions of a response, each for the permission that the response names.
 *
 * @throws Error unless there is one for each permission and for no other
 */
function decisionsIn (
  results: readonly BatchIsAuthorizedWithTokenOutputItem[] | undefined,
  batch: Names,
  actionType: string
): readonly Decision[] {
  const known = new Map(
    results?.map(result => [
      result.request?.action?.actionType === actionType ? result.request.action.actionId : undefined,
      result
    ])
  )
  if (results?.length !== batch.length) throw unexpectedResponse(`${results?.length} results`)
  return batch.map(permission => {
    const { decision, errors } = known.get(permission) ?? {}
    if (errors === undefined || (decision !== 'ALLOW' && decision !== 'DENY')) {
      throw unexpectedResponse(`no decision for ${permission}`)
    }
    return {
      permission,
      // A policy that fails is skipped, and may be the one that forbids: then an ALLOW proves nothing.
      isAllowed: decision === 'ALLOW' && errors.length === 0,
      policyErrors: errors.map(({ errorDescription }) => String(errorDescription))
    }
  })
}

function unexpectedResponse (detail: string): Error {
  return new Error(`unexpected response of Verified Permissions: ${detail}`)
}
