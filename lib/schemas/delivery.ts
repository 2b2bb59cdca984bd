import { Type, type Static } from '@sinclair/typebox'

/** Where a code was sent. */
export const Delivery = Type.Object({
  medium: Type.String({ examples: ['EMAIL'] }),
  destination: Type.String({ description: 'The destination, partly hidden.', examples: ['j***@e***'] })
})

export type Delivery = Static<typeof Delivery>
