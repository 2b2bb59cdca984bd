import type { Html } from './html.js'
import { translateIfKnown } from './languages.js'
import { field, type Problem } from './page.js'
import type { Visit } from './visit.js'

const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  email: 'email',
  phone_number: 'tel',
  name: 'name',
  given_name: 'given-name',
  family_name: 'family-name',
  birthdate: 'bday'
}

const TYPES: Readonly<Record<string, string>> = { email: 'email', phone_number: 'tel' }
const PHONE = '+15550100'

interface AttributeField {
  /** The name of the field. */
  name: string
  attribute: string
  value?: string | undefined
}

/** A field for an attribute of the user. */
export function attributeField (
  { language, t }: Visit,
  { name, attribute, value }: AttributeField,
  problem?: Problem
): Html {
  const hint = attribute === 'phone_number' ? { hint: t('With the country code, such as {}.', PHONE) } : {}
  const words = attribute.replace(/^custom:/, '').replaceAll('_', ' ')
  const label = translateIfKnown(language, words.charAt(0).toUpperCase() + words.slice(1))
  const type = TYPES[attribute] ?? 'text'
  const autocomplete = AUTOCOMPLETE[attribute] ?? 'off'
  return field({ name, label, type, autocomplete, value, ...hint }, problem)
}
