/** One page of a list, and the token of the next page. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | undefined
}

/** Returns all items of a paginated list. Pages are requested only as they are needed. */
export async function * paginate<Item> (
  loadPage: (next: string | undefined) => Promise<Page<Item>>
): AsyncGenerator<Item> {
  let next: string | undefined
  do {
    const { items, next: following } = await loadPage(next)
    yield * items
    next = following
  } while (next !== undefined)
}
