import { Type, type Static } from '@sinclair/typebox'
import { Closed } from './primitives.js'
import { UserParams } from './user.js'

/** The name of an identity provider in a user pool, within the limits of the Cognito API. */
const Provider = Type.String({
  minLength: 1,
  maxLength: 32,
  // `Cognito` names the user pool itself.
  pattern: '^(?!Cognito$)[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+$',
  description: 'The name of the identity provider in the user pool.',
  examples: ['Google']
})

const ProviderUserId = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: '^[^\\p{C}]+$',
  description: 'The ID of the account at the identity provider: its `sub` or NameID.',
  examples: ['110169484474386276334']
})

/** The body of `POST /admin/users/:username/identities`. */
export const LinkIdentityBody = Closed({
  provider: Provider,
  userId: ProviderUserId
})

/** The path parameters of `/admin/users/:username/identities/:provider/:userId`. */
export const IdentityParams = Closed({
  ...UserParams.properties,
  provider: Provider,
  userId: ProviderUserId
})

export type LinkIdentityBody = Static<typeof LinkIdentityBody>
