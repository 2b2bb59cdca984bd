import type { Fields } from './emulator.js'
import { invalidParameter } from './exception.js'
import { isWithin, optionalText } from './input.js'

/** What a list gives at most, and where nothing is said (API Reference: ListUsers and others). */
const MOST = 60

type TokenName = 'NextToken' | 'PaginationToken'

/**
 * As much of a list as a request asks for, and the token for what comes after it.
 * That holds the place and the key of the item there, which may move up meanwhile: what was on a page before can be deleted.
 */
export function pageOf<Item> (items: readonly Item[], keyOf: (item: Item) => string, body: Fields, tokenName: TokenName): { items: readonly Item[], next: Fields } {
  const limit = limitOf(body)
  const token = optionalText(body, tokenName)
  const from = token === undefined ? 0 : placeIn(items.map(keyOf), token)
  const to = from + limit
  const following = items[to]
  return { items: items.slice(from, to), next: following === undefined ? {} : { [tokenName]: tokenOf(to, keyOf(following)) } }
}

function limitOf (body: Fields): number {
  const limit = body['Limit'] ?? MOST
  if (!isWithin(limit, 1, MOST)) throw invalidParameter(`1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value between 1 and ${MOST}`)
  return limit
}

function tokenOf (place: number, key: string): string {
  return Buffer.from(`${place} ${key}`).toString('base64url')
}

function placeIn (keys: readonly string[], token: string): number {
  const [, place, key = ''] = /^(\d+) (.+)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? []
  if (place === undefined) throw invalidParameter('Invalid pagination token given.')
  const moved = keys.indexOf(key)
  return moved < 0 ? Number(place) : moved
}
