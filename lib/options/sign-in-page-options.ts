import { Type } from '@sinclair/typebox'
import type { SignInPageText } from './sign-in-page-texts.js'

/**
 * Colors of the sign-in page, each as `#rrggbb` or `#rgb`. The contrast of each text to its background has to
 * be at least 4.5 to 1, and that of `border` 3 to 1 (WCAG 2.2 AA).
 */
export interface SignInPageColors {
  /** The background of the page. */
  readonly background?: string
  /** The background of the form. */
  readonly surface?: string
  /** Text, on `surface`. */
  readonly text?: string
  /** Less important text, on `surface`. */
  readonly secondaryText?: string
  /** The borders of fields, on `surface`. */
  readonly border?: string
  /** Buttons, links and the focus, on `surface`. */
  readonly accent?: string
  /** Text on `accent`. */
  readonly onAccent?: string
  /** Errors, on `surface`. */
  readonly error?: string
}

/**
 * The option `signInPage`: pages to sign in, sign up and reset a password.
 *
 * @example
 * ```ts
 * import type { SignInPageOptions } from 'fastify-cognito-auth'
 *
 * const signInPage: SignInPageOptions = {
 *   title: 'Example Shop',
 *   logo: '/logo.svg',
 *   colors: { accent: '#2454d6', onAccent: '#ffffff' },
 *   texts: { signIn: 'Log in' }
 * }
 * ```
 */
export interface SignInPageOptions {
  /** The name of the application, which every page shows. Defaults to none. */
  readonly title?: string
  /**
   * The image above the form: a path of the application such as `/logo.svg`, or an https URL. Defaults to
   * none.
   */
  readonly logo?: string
  /** The colors in light mode, and under `dark` those in dark mode. Default to a neutral look with blue. */
  readonly colors?: SignInPageColors & { readonly dark?: SignInPageColors }
  /** The texts to replace, by name. Defaults to English for all others. */
  readonly texts?: { readonly [Name in SignInPageText]?: string }
  /** The language of the texts, as a BCP 47 tag such as `de` or `pt-BR`. Defaults to `en`. */
  readonly lang?: string
  /**
   * What users sign in with, as configured in the user pool: `'email'`, `'phone_number'` or `'username'`.
   * Defaults to `'email'`.
   */
  readonly username?: 'email' | 'phone_number' | 'username'
  /**
   * Whether users can sign up without a password. They sign in with a code by email or SMS, or a passkey.
   * Requires `USER_AUTH` in `routes.signIn.flows`, and `EMAIL_OTP` or `SMS_OTP` in the user pool's
   * `AllowedFirstAuthFactors`. Defaults to `false`.
   */
  readonly passwordless?: boolean
  /**
   * Whether users can sign in with passkeys and add them. Requires `USER_AUTH` in `routes.signIn.flows`, and
   * passkeys in the user pool. Defaults to `false`.
   */
  readonly passkeys?: boolean
}

const color = () =>
  Type.Optional(
    Type.String({
      pattern: '^#(?:[\\da-fA-F]{3}|[\\da-fA-F]{6})$',
      expects: "a color such as '#2454d6'"
    })
  )

const colors = () => ({
  background: color(),
  surface: color(),
  text: color(),
  secondaryText: color(),
  border: color(),
  accent: color(),
  onAccent: color(),
  error: color()
})

const text = (max: number) =>
  Type.String({ minLength: 1, maxLength: max, expects: `a text of 1 to ${max} characters` })

/** The schema of the option `signInPage`. */
export const SignInPageSchema = Type.Unsafe<SignInPageOptions | true>(Type.Union(
  [
    Type.Object(
      {
        title: Type.Optional(text(100)),
        logo: Type.Optional(
          Type.String({ maxLength: 2048, expects: "a path such as '/logo.svg', or an https URL" })
        ),
        colors: Type.Optional(
          Type.Object(
            {
              ...colors(),
              dark: Type.Optional(
                Type.Object(colors(), { additionalProperties: false, expects: 'an object of colors' })
              )
            },
            { additionalProperties: false, expects: "an object of colors, { accent: '#2454d6' }" }
          )
        ),
        // The names are checked separately: as options, they would be suggested for other misspelt options.
        texts: Type.Optional(
          Type.Record(Type.String(), text(500), { expects: "an object of texts, { signIn: 'Log in' }" })
        ),
        lang: Type.Optional(Type.String({ expects: "a language tag such as 'de' or 'pt-BR'" })),
        username: Type.Optional(
          Type.Union([Type.Literal('email'), Type.Literal('phone_number'), Type.Literal('username')], {
            expects: "'email', 'phone_number' or 'username'"
          })
        ),
        passwordless: Type.Optional(Type.Boolean({ expects: 'true or false' })),
        passkeys: Type.Optional(Type.Boolean({ expects: 'true or false' }))
      },
      {
        additionalProperties: false,
        expects: 'an object { title, logo, colors, texts, lang, username, passwordless, passkeys }'
      }
    ),
    Type.Literal(true)
  ],
  { expects: 'true, or an object { title, logo, colors, texts, lang, username, passwordless, passkeys }' }
))
