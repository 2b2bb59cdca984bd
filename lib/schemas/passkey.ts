import { Type, type Static } from '@sinclair/typebox'
import { nullableString, nullableTime } from './nullable.js'
import { Next, pageQuery } from './paging.js'
import { Closed } from './primitives.js'

const json = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description })

/** The response of `POST /me/passkeys/options`: the options to create a passkey with. */
export const PasskeyRegistrationOptions = Type.Object(
  {
    options: json(
      'For `PublicKeyCredential.parseCreationOptionsFromJSON` and then `navigator.credentials.create`.'
    )
  },
  { description: 'The options to create a passkey with.' }
)

/** The body of `POST /me/passkeys`. */
export const CompletePasskeyRegistrationBody = Closed({
  credential: json('The result of `credential.toJSON()` in the browser.')
})
/** The response of `POST /me/passkeys`. */
export const CompletePasskeyRegistrationResult = Type.Object(
  { created: Type.Literal(true) },
  { description: 'The passkey is registered and can sign in.' }
)

const Passkey = Type.Object({
  id: Type.String({ description: 'The credential ID, for `DELETE /me/passkeys/:id`.' }),
  name: nullableString({ description: 'The name of the passkey.' }),
  relyingParty: Type.String({
    description: 'The relying party ID: the domain that the passkey is for.',
    examples: ['example.com']
  }),
  createdAt: nullableTime()
})

/** The query of `GET /me/passkeys`. */
export const PasskeysQuery = Closed(pageQuery(20))
/** A page of passkeys: the response of `GET /me/passkeys`. */
export const Passkeys = Type.Object(
  {
    passkeys: Type.Array(Passkey),
    next: Next
  },
  { description: 'A page of passkeys.' }
)

/** The path parameters of `/me/passkeys/:id`. */
export const PasskeyParams = Closed({
  id: Type.String({
    minLength: 1,
    maxLength: 1364,
    pattern: '^[A-Za-z0-9_-]+$',
    description: 'The credential ID, as in the list of passkeys.'
  })
})

export type PasskeyRegistrationOptions = Static<typeof PasskeyRegistrationOptions>
export type CompletePasskeyRegistrationBody = Static<typeof CompletePasskeyRegistrationBody>
export type CompletePasskeyRegistrationResult = Static<typeof CompletePasskeyRegistrationResult>
export type PasskeysQuery = Static<typeof PasskeysQuery>
export type Passkeys = Static<typeof Passkeys>
