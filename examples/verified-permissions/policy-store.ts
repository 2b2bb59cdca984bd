import { checkParsePolicySet, isAuthorized, type CedarValueJson } from '@cedar-policy/cedar-wasm/nodejs'
import { jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'

/**
 * One operation of Amazon Verified Permissions, BatchIsAuthorizedWithToken, for a policy store whose identity
 * source is a user pool: it verifies tokens, and Cedar evaluates the policies.
 * https://docs.aws.amazon.com/verifiedpermissions/latest/userguide/identity-sources-cognito.html
 */

/** A policy store. Changes of its policies take effect at once. */
export interface PolicyStore {
  readonly policyStoreId: string
  /** The text of all policies. */
  policies: string
  /** The Cedar schema that requests must conform to. Without it, every request is evaluated. */
  readonly schema?: string
  /** The types of users and groups in Cedar. */
  readonly principalEntityType: string
  readonly groupEntityType: string
  readonly userPool: {
    readonly id: string
    readonly issuer: string
    /** The app clients whose tokens are accepted. */
    readonly clientIds: readonly string[]
    readonly keys: JWTVerifyGetKey
  }
}

interface Entity {
  entityType: string
  entityId: string
}

/** The input of BatchIsAuthorizedWithToken. */
export interface BatchInput {
  policyStoreId: string
  accessToken?: string
  identityToken?: string
  requests: { action: { actionType: string, actionId: string }, resource?: Entity }[]
}

/** An exception of the service. */
export class ServiceException extends Error {
  constructor (name: string, message: string) {
    super(message)
    this.name = name
  }
}

/** Returns the decisions, as the service does. Throws if the policies cannot be parsed. */
export async function decide (store: PolicyStore, input: BatchInput): Promise<object> {
  if (input.policyStoreId !== store.policyStoreId) {
    throw new ServiceException('ResourceNotFoundException', 'The policy store was not found')
  }
  if (input.requests.length === 0 || input.requests.length > 30) {
    throw new ServiceException('ValidationException', 'requests must have from 1 to 30 members')
  }
  const parsed = checkParsePolicySet({ staticPolicies: store.policies })
  if (parsed.type === 'failure') throw new Error(parsed.errors.map(({ message }) => message).join('; '))
  const principal = await principalOf(store, input)
  return {
    principal: { entityType: store.principalEntityType, entityId: principal.id },
    results: input.requests.map(request => evaluate(store, principal, request))
  }
}

interface Principal {
  id: string
  groups: readonly string[]
  /** The claims of an ID token. */
  attributes: Record<string, CedarValueJson>
  /** The claims of an access token, as `context.token`. */
  context: Record<string, CedarValueJson>
}

/** Verifies the token, and maps its claims. */
async function principalOf (store: PolicyStore, input: BatchInput): Promise<Principal> {
  const { id, issuer, clientIds, keys } = store.userPool
  const { accessToken, identityToken } = input
  const token = accessToken ?? identityToken ?? ''
  const { payload } = await jwtVerify(token, keys, { issuer }).catch((error: Error) => {
    throw new ServiceException('ValidationException', `The token is invalid: ${error.message}`)
  })
  const use = accessToken === undefined ? 'id' : 'access'
  const client = use === 'id' ? payload.aud : payload['client_id']
  if (payload['token_use'] !== use || !clientIds.includes(String(client))) {
    throw new ServiceException('ValidationException', 'The token is not one of the identity source')
  }
  const groups = (payload['cognito:groups'] ?? []) as string[]
  const claims = toCedar(payload)
  return {
    id: `${id}|${payload.sub}`,
    groups: groups.map(group => `${id}|${group}`),
    attributes: use === 'id' ? claims : {},
    context: use === 'access' ? { token: claims } : {}
  }
}

/** Scopes become a set. Cedar has no null and no fractions. */
function toCedar ({ scope, ...claims }: JWTPayload): Record<string, CedarValueJson> {
  const usable = Object.entries(claims).filter(([, value]) => value !== null && value !== undefined)
  return {
    ...(Object.fromEntries(usable) as Record<string, CedarValueJson>),
    ...(typeof scope === 'string' && { scope: scope.split(' ') })
  }
}

function evaluate (store: PolicyStore, principal: Principal, request: BatchInput['requests'][number]) {
  const { action, resource = { entityType: 'Unspecified', entityId: 'unspecified' } } = request
  const user = { type: store.principalEntityType, id: principal.id }
  const groups = principal.groups.map(id => ({ type: store.groupEntityType, id }))
  const result = isAuthorized({
    principal: user,
    action: { type: action.actionType, id: action.actionId },
    resource: { type: resource.entityType, id: resource.entityId },
    context: principal.context,
    policies: { staticPolicies: store.policies },
    entities: [
      { uid: user, attrs: principal.attributes, parents: groups },
      ...groups.map(uid => ({ uid, attrs: {}, parents: [] }))
    ],
    ...(store.schema !== undefined && { schema: store.schema, validateRequest: true })
  })
  if (result.type === 'failure') {
    throw new ServiceException('ValidationException', result.errors.map(({ message }) => message).join('; '))
  }
  const { decision, diagnostics } = result.response
  return {
    request,
    decision: decision.toUpperCase(),
    determiningPolicies: diagnostics.reason.map(policyId => ({ policyId })),
    errors: diagnostics.errors.map(({ error }) => ({ errorDescription: error.message }))
  }
}
