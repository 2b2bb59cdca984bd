/** One page of a list, and where the next one begins. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | undefined
}

/** Every item of a list that Cognito gives page by page; no further page is asked for than is looked at. */
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
