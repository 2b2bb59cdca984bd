import type { Operations, PlannedRequest } from '../../pool/plan.js'

/** The inputs of a plan. */
export interface Inputs {
  readonly pool: Operations['CreateUserPool']
  readonly mfa: Operations['SetUserPoolMfaConfig'] | undefined
  readonly servers: readonly Operations['CreateResourceServer'][]
  readonly client: Operations['CreateUserPoolClient']
  readonly domains: readonly Operations['CreateUserPoolDomain'][]
  readonly styles: readonly Operations['CreateManagedLoginBranding'][]
  readonly groups: readonly Operations['CreateGroup'][]
}

/** Returns the inputs of the requests of a plan, by what they create. */
export function inputsOf (requests: readonly PlannedRequest[]): Inputs {
  const of = <Operation extends keyof Operations>(name: Operation) =>
    requests.flatMap(({ operation, input }) => (operation === name ? [input as Operations[Operation]] : []))
  return {
    // A plan has one pool and one app client.
    pool: of('CreateUserPool')[0] as Operations['CreateUserPool'],
    mfa: of('SetUserPoolMfaConfig')[0],
    servers: of('CreateResourceServer'),
    client: of('CreateUserPoolClient')[0] as Operations['CreateUserPoolClient'],
    domains: of('CreateUserPoolDomain'),
    styles: of('CreateManagedLoginBranding'),
    groups: of('CreateGroup')
  }
}

/** Returns an input without the IDs of earlier requests, which code refers to by its resources. */
export function withoutIds<Input extends object> (input: Input): Omit<Input, 'UserPoolId' | 'ClientId'> {
  const { UserPoolId: _pool, ClientId: _client, ...rest } = input as Input & Record<string, unknown>
  return rest as Omit<Input, 'UserPoolId' | 'ClientId'>
}

/** Returns the name of a resource of which there may be several: the first one has no number. */
export function numberedName (name: string, index: number): string {
  return index === 0 ? name : `${name}${index + 1}`
}
