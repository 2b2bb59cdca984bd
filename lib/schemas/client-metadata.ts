import { Type, type Static, type TObject, type TUnsafe } from '@sinclair/typebox'

/** The maximum number of entries of client metadata. */
export const MAX_ENTRIES = 32

/** The maximum length of a value of client metadata, in characters. */
export const MAX_VALUE_LENGTH = 8192

/** A name in client metadata: 1 to 128 characters, and not the name of a prototype in JavaScript. */
export const NAME_PATTERN = '^(?!(?:__proto__|constructor|prototype)$)\\P{C}{1,128}$'

/** The `ClientMetadata` of Cognito's API: custom data for the Lambda triggers of the user pool. */
export const ClientMetadata = Type.Unsafe<Record<string, string>>({
  type: 'object',
  propertyNames: { type: 'string', pattern: NAME_PATTERN },
  additionalProperties: { type: 'string', maxLength: MAX_VALUE_LENGTH },
  maxProperties: MAX_ENTRIES,
  description:
    'Custom data for the Lambda triggers of the user pool. At most 16 KiB. Cognito does not validate or ' +
    'encrypt it.',
  examples: [{ locale: 'de-DE' }]
})

export type ClientMetadata = Static<typeof ClientMetadata>

/** An input that may include client metadata. */
export interface WithClientMetadata {
  /**
   * Custom data for the Lambda triggers of the user pool: at most 32 entries and 16 KiB. Cognito does not
   * validate or encrypt it.
   */
  clientMetadata?: ClientMetadata | undefined
}

/** The type of a schema's values, with client metadata. */
type BodyWithMetadata<Body> = (Body extends { static: infer Value } ? Value : unknown) & {
  clientMetadata?: ClientMetadata
}

/**
 * Returns a body schema whose objects may also have `clientMetadata`, for own routes that call an operation
 * which passes it to Cognito.
 *
 * @example
 * ```ts
 * import { signInBody, withClientMetadata } from 'fastify-cognito-auth/schemas'
 *
 * const body = withClientMetadata(signInBody(['USER_PASSWORD_AUTH']))
 * ```
 *
 * @param body - the schema of the body
 * @returns the schema of the body with `clientMetadata`
 */
export function withClientMetadata<Body extends object> (body: Body): TUnsafe<BodyWithMetadata<Body>> {
  const { anyOf } = body as { anyOf?: readonly TObject[] }
  const extended =
    anyOf === undefined
      ? withProperty(body as unknown as TObject)
      : { ...body, anyOf: anyOf.map(withProperty) }
  return extended as never
}

/** The body of routes without required fields. An absent body is validated as null. */
export const OptionalMetadataBody = Type.Union([
  withProperty(Type.Object({}, { additionalProperties: false })),
  Type.Null()
])

function withProperty (object: TObject): TObject {
  return { ...object, properties: { ...object.properties, clientMetadata: Type.Optional(ClientMetadata) } }
}
