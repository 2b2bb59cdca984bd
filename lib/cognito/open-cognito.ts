import type { FastifyBaseLogger } from 'fastify'
import { CognitoApi } from './api.js'
import { createClient } from './client.js'
import { operationsOver, type Operations } from './operations.js'
import { Profiles } from './profiles.js'

/** Cognito, as one app client of a pool speaks to it. */
export interface Cognito {
  readonly clientId: string
  readonly operations: Operations
  readonly profiles: Profiles
  /** Loads the SDK ahead of the first call. */
  prepare (): Promise<void>
  /** Ends the connections that are kept open. */
  close (): Promise<void>
}

interface Access {
  readonly pool: { readonly region: string | null }
  readonly endpoint: string | undefined
  readonly apiClientId: string | null
  readonly clientSecret: string | undefined
}

export function openCognito ({ pool: { region }, endpoint, apiClientId, clientSecret }: Access, log: FastifyBaseLogger): Cognito {
  const api = new CognitoApi({ createClient: () => createClient({ region, endpoint }), clientId: apiClientId, clientSecret, log })
  return {
    get clientId () { return api.clientId },
    operations: operationsOver(api),
    profiles: new Profiles(api),
    prepare: () => api.prepare(),
    close: () => api.close()
  }
}
