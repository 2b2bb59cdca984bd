import { digest } from '../pool/compare.js'
import { invalidParameter } from '../pool/exception.js'

/** The maximum number of items of a page, and the default (API Reference, ListUsers and others). */
const MAX_ITEMS = 60

/** The members of a request for a page. Operations differ in their names. */
export interface PageInput {
  /** Zero and undefined are the default. */
  Limit?: number | undefined
  MaxResults?: number | undefined
  NextToken?: string | undefined
  PaginationToken?: string | undefined
}

interface List<Item> {
  /** Identifies the list, such as by its kind and pool: a token of another list is rejected. */
  list: readonly string[]
  /** Identifies an item, which may move up when others are deleted. */
  keyOf: (item: Item) => string
  max?: number
}

/** Returns a page of a list, and the token of the next one. */
export function pageOf<Item> (
  items: readonly Item[],
  { Limit: limit, MaxResults = limit, NextToken, PaginationToken: token = NextToken }: PageInput,
  { list, keyOf, max = MAX_ITEMS }: List<Item>
): { items: Item[], next: string | undefined } {
  const from = token === undefined ? 0 : placeIn(items, token, list, keyOf)
  const to = from + Math.min(MaxResults || max, max)
  const following = items[to]
  return {
    items: items.slice(from, to),
    next: following === undefined ? undefined : tokenOf(list, to, keyOf(following))
  }
}

function tokenOf (list: readonly string[], place: number, key: string): string {
  return Buffer.from(`${place} ${digest(JSON.stringify(list))} ${key}`).toString('base64url')
}

function placeIn<Item> (
  items: readonly Item[],
  token: string,
  list: readonly string[],
  keyOf: (item: Item) => string
): number {
  const text = Buffer.from(token, 'base64url').toString()
  const [, place, of, key = ''] = /^(\d+) (\S+) (.+)$/s.exec(text) ?? []
  if (place === undefined || of !== digest(JSON.stringify(list))) {
    throw invalidParameter('Invalid pagination token given.')
  }
  const moved = items.findIndex(item => keyOf(item) === key)
  return moved < 0 ? Number(place) : moved
}
