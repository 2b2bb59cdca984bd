import { Type, type TSchema } from '@sinclair/typebox'
import type { CreateUserPoolOptions } from '../pool/create-options.js'

/**
 * The pool of a local Cognito: options of `createUserPool()`, and identity providers. Managed login needs
 * neither a domain nor a branding style there.
 */
export interface LocalPoolOptions
  extends Omit<CreateUserPoolOptions, 'resourceServers' | 'domain' | 'branding'> {
  /**
   * The names of identity providers such as `Google`. In place of each, managed login shows a page to enter
   * the user who signs in. Needs `callbackURLs`. Defaults to none.
   */
  identityProviders?: string[]
}

const flag = () => Type.Optional(Type.Boolean({ expects: 'true or false' }))
const whole = (minimum: number, maximum: number) =>
  Type.Integer({ minimum, maximum, expects: `a whole number from ${minimum} to ${maximum}` })
/** The names of pools and app clients that AWS accepts. */
const name = () =>
  Type.Optional(
    Type.String({
      pattern: '^[\\w\\s+=,.@-]{1,128}$',
      expects: 'a name of up to 128 letters, digits, spaces and +=,.@-_'
    })
  )

/** The URLs of app clients that AWS accepts. */
const URL_PATTERN =
  '^(https://|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(?![^:/?])|(?!https?:)[a-z][a-z0-9+.-]*:)[^#\\s]*$'
const urls = () =>
  Type.Optional(
    Type.Array(
      Type.String({
        maxLength: 1024,
        pattern: URL_PATTERN,
        expects: 'a URL with https, http on localhost, or a scheme of an app, without a fragment'
      }),
      { maxItems: 100, uniqueItems: true, expects: 'a list of URLs, each once' }
    )
  )

/** The schemas of the options. */
export const poolProperties = {
  name: name(),
  clientName: name(),
  clientSecret: flag(),
  selfSignUp: flag(),
  passwordPolicy: Type.Optional(
    Type.Object(
      {
        minLength: Type.Optional(whole(6, 99)),
        uppercase: flag(),
        lowercase: flag(),
        numbers: flag(),
        symbols: flag()
      },
      {
        additionalProperties: false,
        expects: 'an object, { minLength, uppercase, lowercase, numbers, symbols }'
      }
    )
  ),
  refreshTokenRotation: Type.Optional(
    Type.Object(
      { gracePeriod: whole(0, 60) },
      { additionalProperties: false, expects: 'an object, { gracePeriod }' }
    )
  ),
  mfa: Type.Optional(
    Type.Union([Type.Literal('off'), Type.Literal('optional'), Type.Literal('required')], {
      expects: "'off', 'optional' or 'required'"
    })
  ),
  passwordless: flag(),
  passkeys: Type.Optional(
    Type.Object(
      {
        relyingPartyId: Type.String({
          pattern: '^[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})*$',
          maxLength: 127,
          expects: 'a domain such as example.com, without https://'
        }),
        userVerification: Type.Optional(
          Type.Union([Type.Literal('required'), Type.Literal('preferred')], {
            expects: "'required' or 'preferred'"
          })
        )
      },
      { additionalProperties: false, expects: 'an object, { relyingPartyId, userVerification }' }
    )
  ),
  groups: Type.Optional(
    Type.Array(Type.String({ pattern: '^\\S{1,128}$', expects: 'a name without spaces' }), {
      uniqueItems: true,
      expects: 'a list of unique group names'
    })
  ),
  customAttributes: Type.Optional(
    Type.Array(
      Type.String({
        pattern: '^(?!custom:)\\S{1,20}$',
        expects: 'a name of up to 20 characters, without custom:'
      }),
      { uniqueItems: true, expects: 'a list of unique names' }
    )
  ),
  callbackURLs: urls(),
  logoutURLs: urls(),
  allowedOAuthFlows: Type.Optional(
    Type.Array(
      Type.Union([Type.Literal('code'), Type.Literal('implicit')], { expects: "'code' or 'implicit'" }),
      {
        minItems: 1,
        uniqueItems: true,
        expects: "a list of 'code' and 'implicit'"
      }
    )
  ),
  allowedOAuthScopes: Type.Optional(
    Type.Array(Type.String({ pattern: '^[!#-\\[\\]-~]{1,256}$', expects: 'a scope without spaces' }), {
      minItems: 1,
      maxItems: 50,
      uniqueItems: true,
      expects: 'a list of scopes, each once'
    })
  ),
  identityProviders: Type.Optional(
    Type.Array(
      Type.String({
        pattern: '^(?!COGNITO$)[^_\\s]{1,32}$',
        expects: 'a name such as Google, without spaces'
      }),
      { uniqueItems: true, expects: 'a list of names, each once' }
    )
  ),
  deletionProtection: flag()
} satisfies Record<keyof LocalPoolOptions, TSchema>

/** The schema of `LocalPoolOptions`. It reports mistakes before anything is created. */
export const PoolSchema = Type.Unsafe<LocalPoolOptions>(
  Type.Object(poolProperties, {
    additionalProperties: false,
    expects: 'an object, the options of createUserPool()'
  })
)

const NEED_CALLBACKS = ['logoutURLs', 'allowedOAuthFlows', 'allowedOAuthScopes', 'identityProviders'] as const

/** Returns the errors of options that contradict each other, one line each. */
export function crossFieldErrors (options: LocalPoolOptions): readonly string[] {
  const { mfa, passwordless, passkeys, callbackURLs = [] } = options
  const passwordFree = [
    ...(passwordless === true ? ['passwordless'] : []),
    ...(passkeys === undefined ? [] : ['passkeys'])
  ]
  const withoutCallbacks = NEED_CALLBACKS.filter(
    name => options[name] !== undefined && callbackURLs.length === 0
  )
  return [
    ...(mfa === 'required'
      ? passwordFree.map(
        name => `- options.pool.${name} cannot be combined with mfa: 'required'; omit one of them`
      )
      : []),
    ...withoutCallbacks.map(
      name => `- options.pool.${name} is for managed login; configure options.pool.callbackURLs too`
    )
  ]
}
