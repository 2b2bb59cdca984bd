import { Type, type Static } from '@sinclair/typebox'
import { Next, pageQuery } from './paging.js'
import { Closed } from './primitives.js'

const json = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description })

/** The response of `POST /me/passkeys/options`: the options to create a passkey with. */
export const PasskeyOptions = Type.Object({
  options: json('For `PublicKeyCredential.parseCreationOptionsFromJSON` and then `navigator.credentials.create`.')
}, { description: 'What a browser needs to make a passkey.' })

/** The body of `POST /me/passkeys`. */
export const CreatePasskeyBody = Closed({
  credential: json("What the browser's `credential.toJSON()` gave.")
})
/** The response of `POST /me/passkeys`. */
export const CreatePasskeyResult = Type.Object({ created: Type.Literal(true) }, { description: 'The passkey opens the account from now on.' })

const Passkey = Type.Object({
  id: Type.String({ description: 'For `DELETE /me/passkeys/:id`.' }),
  name: Type.Union([Type.String(), Type.Null()], { description: 'What its maker calls it.' }),
  relyingParty: Type.String({ description: 'The domain that it is for.', examples: ['example.com'] }),
  createdAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
})

/** The query of `GET /me/passkeys`. */
export const PasskeysQuery = Closed(pageQuery(20))
/** A page of passkeys: the response of `GET /me/passkeys`. */
export const Passkeys = Type.Object({
  passkeys: Type.Array(Passkey),
  next: Next
}, { description: "The person's passkeys." })

/** The path parameters of `/me/passkeys/:id`. */
export const PasskeyParams = Closed({ id: Type.String({ minLength: 1, maxLength: 1364, pattern: '^[A-Za-z0-9_-]+$', description: 'As the list of them gave it.' }) })

export type PasskeyOptions = Static<typeof PasskeyOptions>
export type CreatePasskeyBody = Static<typeof CreatePasskeyBody>
export type CreatePasskeyResult = Static<typeof CreatePasskeyResult>
export type PasskeysQuery = Static<typeof PasskeysQuery>
export type Passkeys = Static<typeof Passkeys>
