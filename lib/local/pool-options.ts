import { Type, type TSchema } from '@sinclair/typebox'
import type { CreateUserPoolOptions } from '../pool/create-options.js'

const flag = () => Type.Optional(Type.Boolean({ expects: 'true or false' }))
const whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum, expects: `a whole number from ${minimum} to ${maximum}` })
/** As AWS takes names of pools and of their clients. */
const name = () => Type.Optional(Type.String({ pattern: '^[\\w\\s+=,.@-]{1,128}$', expects: 'a name of up to 128 letters, digits, spaces and +=,.@-_' }))

const properties = {
  name: name(),
  clientName: name(),
  clientSecret: flag(),
  selfSignUp: flag(),
  passwordPolicy: Type.Optional(Type.Object({
    minLength: Type.Optional(whole(6, 99)),
    uppercase: flag(),
    lowercase: flag(),
    numbers: flag(),
    symbols: flag()
  }, { additionalProperties: false, expects: 'an object, { minLength, uppercase, lowercase, numbers, symbols }' })),
  refreshTokenRotation: Type.Optional(Type.Object({ gracePeriod: whole(0, 60) }, { additionalProperties: false, expects: 'an object, { gracePeriod }' })),
  mfa: Type.Optional(Type.Union([Type.Literal('off'), Type.Literal('optional'), Type.Literal('required')], { expects: "'off', 'optional' or 'required'" })),
  passwordless: flag(),
  groups: Type.Optional(Type.Array(Type.String({ pattern: '^\\S{1,128}$', expects: 'a name without spaces' }), { uniqueItems: true, expects: 'a list of unique group names' })),
  customAttributes: Type.Optional(Type.Array(Type.String({ pattern: '^(?!custom:)\\S{1,20}$', expects: 'a name of up to 20 characters, without custom:' }), { uniqueItems: true, expects: 'a list of unique names' })),
  deletionProtection: flag()
} satisfies Record<keyof CreateUserPoolOptions, TSchema>

/**
 * What `createUserPool` takes. AWS would check it there; here a mistake is to be named before anything is
 * made.
 */
export const PoolSchema = Type.Unsafe<CreateUserPoolOptions>(Type.Object(properties, { additionalProperties: false, expects: 'an object, the options of createUserPool()' }))

/** What is well formed and cannot be meant, each in a line. */
export function contradictionsIn ({ mfa, passwordless }: CreateUserPoolOptions): readonly string[] {
  return mfa === 'required' && passwordless === true ? ["- options.pool.passwordless cannot be combined with mfa: 'required'; omit one of them"] : []
}
