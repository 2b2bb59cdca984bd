import type { SignInPageText } from '../options/sign-in-page-texts.js'
import type { Field } from './form.js'
import { PHONE } from './problem.js'
import type { Visit } from './visit.js'

interface AttributeSchema {
  readonly type?: string
  readonly title?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly { readonly const?: unknown }[]
}

interface Known {
  readonly autocomplete: string
  readonly label?: SignInPageText
  readonly type?: string
}

/** The fields of standard attributes, with their autofill: https://html.spec.whatwg.org/#autofill */
const KNOWN: Readonly<Record<string, Known>> = {
  email: { label: 'email', autocomplete: 'email', type: 'email' },
  phone_number: { label: 'phoneNumber', autocomplete: 'tel', type: 'tel' },
  name: { label: 'name', autocomplete: 'name' },
  given_name: { label: 'givenName', autocomplete: 'given-name' },
  family_name: { label: 'familyName', autocomplete: 'family-name' },
  middle_name: { autocomplete: 'additional-name' },
  nickname: { autocomplete: 'nickname' },
  birthdate: { autocomplete: 'bday', type: 'date' },
  website: { autocomplete: 'url', type: 'url' }
}

/** Returns the field for an attribute of the user. The `title` of its schema is the label, if it has one. */
export function attributeField (
  visit: Visit,
  { name, attribute, schema, isOptional }: {
    name: string
    attribute: string
    schema: object
    isOptional: boolean
  }
): Field {
  const { title, format, type, enum: values, anyOf } = schema as AttributeSchema
  const known: Known = KNOWN[attribute] ?? { autocomplete: 'off' }
  const choices = (values ?? anyOf?.map(({ const: value }) => value))?.filter(value => value !== undefined)
  const isDate = format === 'date' || known.type === 'date'
  return {
    name,
    label: title ?? (known.label === undefined ? humanize(attribute) : visit.t(known.label)),
    autocomplete: known.autocomplete,
    type: type === 'boolean' ? 'checkbox' : isDate ? 'date' : (known.type ?? 'text'),
    value: visit.field(name),
    isOptional,
    hint: attribute === 'phone_number' ? visit.t('phoneHint', PHONE) : undefined,
    ...((type === 'number' || type === 'integer') && { inputMode: 'decimal' }),
    ...(choices !== undefined && choices.length > 0 && { choices: choices.map(String) })
  }
}

/** Returns the name of an attribute as a label, such as `Favorite color` for `custom:favorite_color`. */
function humanize (attribute: string): string {
  const words = attribute.replace(/^custom:/, '').replaceAll(/[_-]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Returns the value of a field with the type of its attribute. Undefined if the field is empty. */
export function attributeValue (visit: Visit, name: string, schema: object): unknown {
  const text = visit.field(name)
  const { type } = schema as AttributeSchema
  if (type === 'boolean') return text === 'true'
  if (text === '') return undefined
  return (type === 'number' || type === 'integer') && Number.isFinite(Number(text)) ? Number(text) : text
}
