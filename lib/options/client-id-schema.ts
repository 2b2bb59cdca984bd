import { Type } from '@sinclair/typebox'

/** The schema of the ID of an app client. */
export const ClientIdSchema = Type.String({
  pattern: '^[\\w+]{1,128}$',
  expects: 'the ID of an app client, such as 1h57kf5cpq17m0eml12example'
})
