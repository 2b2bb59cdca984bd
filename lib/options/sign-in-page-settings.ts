import type { CognitoAuthOptions } from './options.js'
import { describeValue } from './describe-value.js'
import { colorErrors, colorsWithDefaults, type Colors } from './sign-in-page-colors.js'
import type { SignInPageOptions } from './sign-in-page-options.js'
import { ENGLISH_TEXTS, type SignInPageText } from './sign-in-page-texts.js'
import { nearestOf } from './suggestion.js'
import { optionError } from './option-error.js'

/** The option `signInPage`, with all defaults. */
export interface SignInPageSettings {
  readonly title: string | null
  readonly logo: string | null
  readonly colors: { readonly light: Colors, readonly dark: Colors }
  readonly texts: Readonly<Record<SignInPageText, string>>
  readonly lang: string
  readonly username: 'email' | 'phone_number' | 'username'
  readonly passwordless: boolean
  readonly passkeys: boolean
}

/** Returns the settings of the sign-in page. The options are valid. */
export function signInPageSettings (option: SignInPageOptions | true): SignInPageSettings {
  const {
    title = null,
    logo = null,
    colors: { dark = {}, ...light } = {},
    texts = {},
    lang = 'en',
    username = 'email',
    passwordless = false,
    passkeys = false
  } = option === true ? {} : option
  return {
    title,
    logo,
    colors: {
      light: colorsWithDefaults('light', light),
      dark: colorsWithDefaults('dark', dark)
    },
    texts: { ...ENGLISH_TEXTS, ...texts },
    lang,
    username,
    passwordless,
    passkeys
  }
}

/** Flows in which a server can send the password of a form. */
const PASSWORD_FLOWS = ['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'USER_AUTH'] as const

/** Returns the errors of the option `signInPage` that its schema does not find. */
export function signInPageErrors ({ signInPage, session, routes }: CognitoAuthOptions): readonly string[] {
  if (signInPage === undefined) return []
  const flows = routes?.signIn?.flows ?? ['USER_PASSWORD_AUTH']
  const { logo, colors, lang, texts, ...page } = signInPage === true ? ({} as SignInPageOptions) : signInPage
  return [
    ...(session === undefined || routes === undefined
      ? [optionError('signInPage', 'requires the options session and routes')]
      : []),
    ...(flows.some(flow => (PASSWORD_FLOWS as readonly string[]).includes(flow))
      ? []
      : [optionError('signInPage', `requires one of ${PASSWORD_FLOWS.join(', ')} in routes.signIn.flows`)]),
    ...(['passwordless', 'passkeys'] as const)
      .filter(name => page[name] === true && !flows.includes('USER_AUTH'))
      .map(name => optionError(`signInPage.${name}`, 'requires USER_AUTH in routes.signIn.flows')),
    ...(logo === undefined || isImage(logo)
      ? []
      : [
          optionError(
            'signInPage.logo',
            `must be a path such as '/logo.svg', or an https URL; got ${describeValue([], logo)}`
          )
        ]),
    ...(lang === undefined || isLanguage(lang)
      ? []
      : [
          optionError(
            'signInPage.lang',
            `must be a language tag such as 'de' or 'pt-BR'; got ${describeValue([], lang)}`
          )
        ]),
    ...colorErrors(colors),
    ...textErrors(texts ?? {})
  ]
}

function textErrors (texts: object): readonly string[] {
  const known = Object.keys(ENGLISH_TEXTS)
  return Object.keys(texts)
    .filter(name => !known.includes(name))
    .map(name => {
      const nearest = nearestOf(name, known)
      const remedy = nearest === undefined ? '' : `; did you mean ${nearest}?`
      return optionError('signInPage.texts', `has no text ${describeValue([], name)}${remedy}`)
    })
}

function isImage (logo: string): boolean {
  // A path that begins with two slashes is on another host.
  if (/^\/(?![/\\])[^\s"'\\;,]*$/.test(logo)) return true
  return URL.canParse(logo) && new URL(logo).protocol === 'https:'
}

function isLanguage (lang: string): boolean {
  try {
    return Intl.getCanonicalLocales(lang).length === 1
  } catch {
    return false
  }
}
