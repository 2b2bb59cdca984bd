import type { Operations, PlannedRequest } from '../../pool/plan.js'

type Inputs = { readonly [Operation in keyof Operations]: readonly Operations[Operation][] }

/** Returns the inputs of requests, by their operation. */
export function inputsOf (requests: readonly PlannedRequest[]): Inputs {
  const of = <Operation extends keyof Operations>(name: Operation) =>
    requests.flatMap(({ operation, input }) => (operation === name ? [input as Operations[Operation]] : []))
  return {
    CreateUserPool: of('CreateUserPool'),
    SetUserPoolMfaConfig: of('SetUserPoolMfaConfig'),
    CreateResourceServer: of('CreateResourceServer'),
    CreateUserPoolClient: of('CreateUserPoolClient'),
    CreateUserPoolDomain: of('CreateUserPoolDomain'),
    CreateManagedLoginBranding: of('CreateManagedLoginBranding'),
    CreateGroup: of('CreateGroup')
  }
}

/** Returns an input without the IDs of earlier requests, which code refers to by its resources. */
export function withoutIds<Input extends object> (input: Input): Omit<Input, 'UserPoolId' | 'ClientId'> {
  const { UserPoolId: _pool, ClientId: _client, ...rest } = input as Input & Record<string, unknown>
  return rest as Omit<Input, 'UserPoolId' | 'ClientId'>
}

/** Returns the name of a resource of which there may be several: the first one has no number. */
export function numbered (name: string, index: number): string {
  return index === 0 ? name : `${name}${index + 1}`
}
