import { Type } from '@sinclair/typebox'

/** What a list takes besides its own: how much of it at once, and from where on. */
export const pageQuery = (max: number) => ({
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: max, description: `How many at most, from 1 to ${max}.` })
  ),
  next: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 8192,
      pattern: '^\\S+$',
      description: 'The `next` of the previous page.'
    })
  )
})

/** What a page says of the one after it. */
export const Next = Type.Optional(
  Type.String({ description: 'The value of `?next=` for the next page. Absent on the last page.' })
)
