import type { LinkedIdentity } from '../schemas/linked-identity.js'

/**
 * Returns the accounts of the attribute or claim `identities`, if there are any. Entries without provider and
 * ID, and a value in another form, are left out.
 *
 * @param value - a list, or its JSON
 */
export function withIdentities (value: unknown): { identities?: LinkedIdentity[] } {
  const list: unknown = typeof value === 'string' ? parse(value) : value
  const identities = Array.isArray(list) ? list.flatMap(identityFrom) : []
  return identities.length === 0 ? {} : { identities }
}

function parse (json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** Cognito writes booleans and times as text in ID tokens, and as such in attributes. */
function identityFrom (value: unknown): LinkedIdentity[] {
  const { providerName: provider, userId, providerType, primary, dateCreated } = Object(value) as Record<
    string,
    unknown
  >
  if (typeof provider !== 'string' || typeof userId !== 'string') return []
  return [
    {
      provider,
      userId,
      type: typeof providerType === 'string' ? providerType : null,
      primary: primary === true || primary === 'true',
      linkedAt: isoTime(Number(dateCreated))
    }
  ]
}

/** The largest time of a `Date`, in milliseconds (ECMAScript, 21.4.1.1). */
const MAX_TIME = 8.64e15

function isoTime (time: number): string | null {
  return Math.abs(time) <= MAX_TIME ? new Date(time).toISOString() : null
}
