import { bahasaIndonesia } from './texts/bahasa-indonesia.js'
import { chineseSimplified } from './texts/chinese-simplified.js'
import { chineseTraditional } from './texts/chinese-traditional.js'
import { dutch } from './texts/dutch.js'
import { ENGLISH, type Text, type Translations } from './texts/english.js'
import { french } from './texts/french.js'
import { german } from './texts/german.js'
import { italian } from './texts/italian.js'
import { japanese } from './texts/japanese.js'
import { korean } from './texts/korean.js'
import { portugueseBrazil } from './texts/portuguese-brazil.js'
import { spanish } from './texts/spanish.js'

/** The texts of pages by the language's `lang`. All languages of managed login are written left to right. */
export const TEXTS = {
  de: german,
  en: Object.fromEntries(ENGLISH.map(text => [text, text])) as Translations,
  es: spanish,
  fr: french,
  id: bahasaIndonesia,
  it: italian,
  ja: japanese,
  ko: korean,
  nl: dutch,
  'pt-BR': portugueseBrazil,
  'zh-CN': chineseSimplified,
  'zh-TW': chineseTraditional
} as const satisfies Readonly<Record<string, Translations>>

/** A language of managed login, by its `lang`. */
export type Language = keyof typeof TEXTS

/** The names that terms documents have for the languages. */
const TERMS: Readonly<Record<Language, string>> = {
  de: 'german',
  en: 'english',
  es: 'spanish',
  fr: 'french',
  id: 'bahasa-indonesia',
  it: 'italian',
  ja: 'japanese',
  ko: 'korean',
  nl: 'dutch',
  'pt-BR': 'portuguese-brazil',
  'zh-CN': 'chinese-simplified',
  'zh-TW': 'chinese-traditional'
}

/** Returns a text of pages in a language. Each `{}` is one of the values. */
export type Translate = (text: Text, ...values: string[]) => string

/** Returns the language that is requested, or kept in a cookie. Defaults to English. */
export function languageOf (query: URLSearchParams, cookies: ReadonlyMap<string, string>): Language {
  const language = query.get('lang') ?? cookies.get('lang') ?? ''
  return Object.hasOwn(TEXTS, language) ? (language as Language) : 'en'
}

/** Returns the key of a language in the links of terms documents. */
export function termsLanguage (language: Language): string {
  return `cognito:${TERMS[language]}`
}

export function translator (language: Language): Translate {
  return (text, ...values) =>
    values.reduce((sentence, value) => sentence.replace('{}', () => value), TEXTS[language][text])
}

/** Returns whether a text, such as the message of an exception, is one of pages. */
export function isText (text: string): text is Text {
  return Object.hasOwn(TEXTS.en, text)
}

/** Translates a text, or returns it as it is if there is no translation: names of custom attributes. */
export function translateIfKnown (language: Language, text: string): string {
  return isText(text) ? TEXTS[language][text] : text
}

/** Joins the parts of a list, such as "a number and a symbol". */
export function formatList (language: Language, parts: readonly string[]): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(parts)
}
