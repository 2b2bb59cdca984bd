import { Type } from '@sinclair/typebox'
import { LOCAL_PATH, localPathText } from './local-path.js'

/**
 * The option `managedLogin` of a pool: sign-ins on the pages that Cognito hosts.
 *
 * @example
 * ```ts
 * import type { ManagedLoginOptions } from 'fastify-cognito-auth'
 *
 * const managedLogin: ManagedLoginOptions = {
 *   domain: 'https://auth.example.com',
 *   providers: ['Google'],
 *   signedOutPath: '/goodbye'
 * }
 * ```
 */
export interface ManagedLoginOptions {
  /**
   * The URL of the user pool's domain, such as `https://auth.example.com` or
   * `https://my-app.auth.eu-west-1.amazoncognito.com`.
   */
  readonly domain: string
  /**
   * The names of the identity providers, such as `'Google'`, that `GET /login?provider=` accepts, besides
   * `COGNITO`. Defaults to none.
   */
  readonly providers?: readonly string[]
  /**
   * The scopes to request, with `openid`. Defaults to `openid`, `email`, `profile` and
   * `aws.cognito.signin.user.admin`, which the `/me` routes require.
   */
  readonly scopes?: readonly string[]
  /**
   * The URL of the API that access tokens are for, their claim `aud` (RFC 8707): https, http on localhost, or
   * a scheme of an app, without a fragment. One of the pool's option `audience`. Defaults to none.
   */
  readonly resource?: string
  /**
   * The path of a page of the application that shows errors: it has the parameters `error` and `returnTo`.
   * Defaults to the sign-in page, or without `signInPage` to a page that only shows the error.
   */
  readonly errorPath?: string
  /**
   * The path that the browser returns to after a sign-out. Its URL is registered for the app client. Defaults
   * to `/`.
   */
  readonly signedOutPath?: string
}

const path = (example: string) =>
  Type.Optional(Type.String({ maxLength: 512, pattern: LOCAL_PATH, expects: localPathText(example) }))

/** The schema of `ManagedLoginOptions`. */
export const ManagedLoginSchema = Type.Object(
  {
    domain: Type.String({
      minLength: 1,
      maxLength: 2048,
      expects: "the URL of the user pool's domain, such as https://auth.example.com"
    }),
    providers: Type.Optional(
      Type.Array(
        Type.String({
          pattern: '^[\\w.-]{1,32}$',
          expects: "the name of an identity provider, such as 'Google'"
        }),
        { expects: "a list of identity providers, such as ['Google']" }
      )
    ),
    scopes: Type.Optional(
      Type.Array(Type.String({ pattern: '^[!#-\\[\\]-~]{1,256}$', expects: "a scope, such as 'email'" }), {
        minItems: 1,
        expects: "a list of scopes, such as ['openid', 'email']"
      })
    ),
    resource: Type.Optional(
      Type.String({
        maxLength: 2048,
        pattern: '^[!-~]+$',
        expects: 'the URL of an API, such as https://orders.example.com'
      })
    ),
    errorPath: path('/sign-in-failed'),
    signedOutPath: path('/goodbye')
  },
  {
    additionalProperties: false,
    expects: 'an object { domain, providers, scopes, resource, errorPath, signedOutPath }'
  }
)
