import { invalidParameter } from './refusal.js'

/** Which part of a list is asked for. */
interface Part {
  /** Zero says the same as nothing. */
  limit?: number | undefined
  token?: string | undefined
  /** The largest page there is, and the usual one. */
  most?: number
  /** What the token is good for: an operation, with what the list depends on. */
  of: string
}

/** A part of a list, and the token of the one after it. Throws for a token that is of no such list. */
export function page<Item> (items: readonly Item[], { limit = 0, token, most = 60, of }: Part): { items: Item[], next: string | undefined } {
  const from = token === undefined ? 0 : startOf(token, of)
  const to = from + (limit === 0 ? most : limit)
  return { items: items.slice(from, to), next: to < items.length ? Buffer.from(JSON.stringify([of, to])).toString('base64url') : undefined }
}

function startOf (token: string, of: string): number {
  try {
    const [list, from] = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (list === of) return from
  } catch {}
  throw invalidParameter('Invalid pagination token.')
}
