import type { AppClient } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import type { Table } from '../store/table.js'

export const OWN_PROVIDER = 'COGNITO'

export interface Provider {
  name: string
  /** Attributes of the pool by the claim of the provider; `username` is the user's ID there. */
  mapping: Record<string, string>
  identifiers: string[]
}

/** Returns the claim that is the user's ID at a provider. */
export function idClaim ({ mapping }: Provider): string {
  return mapping['username'] ?? 'sub'
}

/** What CreateIdentityProvider stores, with its defaults. */
interface ProviderSettings {
  AttributeMapping: Record<string, string>
  IdpIdentifiers: string[]
}

/** Returns the identity providers that the app client supports. */
export function providersOf (pool: UserPool, client: AppClient): Provider[] {
  const table: Table<{ settings: ProviderSettings }> = pool.table('identity-providers')
  return (client.settings.SupportedIdentityProviders ?? []).flatMap(name => {
    const settings = table.get(name)?.settings
    if (settings === undefined) return []
    return [{ name, mapping: settings.AttributeMapping, identifiers: settings.IdpIdentifiers }]
  })
}

/** Returns whether users of the pool itself can sign in. Without a list they can. */
export function allowsOwnUsers ({ settings }: AppClient): boolean {
  return settings.SupportedIdentityProviders?.includes(OWN_PROVIDER) ?? true
}
