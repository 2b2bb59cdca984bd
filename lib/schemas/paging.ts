import { Type } from '@sinclair/typebox'

/** The pagination parameter of a list whose pages have a size that Cognito decides. */
export const nextQuery = {
  next: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 8192,
      pattern: '^\\S+$',
      description: 'The `next` of the previous page.'
    })
  )
}

/** The pagination parameters of a list. */
export const pageQuery = (max: number) => ({
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: max,
      description: `The maximum number of results, from 1 to ${max}.`
    })
  ),
  ...nextQuery
})

/** The reference of a page to the next one. */
export const Next = Type.Optional(
  Type.String({ description: 'The value of `?next=` for the next page. Absent on the last page.' })
)
