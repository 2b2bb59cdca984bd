import { Type, type Static } from '@sinclair/typebox'

/** The destination of a code. */
export const Delivery = Type.Object({
  medium: Type.String({ examples: ['EMAIL'] }),
  destination: Type.String({ description: 'The destination, partly hidden.', examples: ['j***@e***'] })
})

export type Delivery = Static<typeof Delivery>
