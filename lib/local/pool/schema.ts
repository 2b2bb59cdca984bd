import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'

const EMAIL = /^[^\s@]+@[^\s@]+$/
/** E.164 with the plus sign, which Cognito requires. */
const PHONE_NUMBER = /^\+[1-9]\d{1,14}$/
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
/** RFC 3339, or a date alone. */
const DATE_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/
const NUMBER = /^-?\d+$/
const BOOLEAN = /^(true|false)$/i

/** Returns why an attribute cannot have a value, or undefined if it can. */
export function checkValue (
  name: string,
  value: string,
  attribute: SchemaAttributeType = {}
): string | undefined {
  if (name === 'email' && !EMAIL.test(value)) return 'Invalid email address format.'
  if (name === 'phone_number' && !PHONE_NUMBER.test(value)) return 'Invalid phone number format.'
  if (name === 'birthdate' && !DATE.test(value)) return 'Invalid birthdate format. It must be YYYY-MM-DD.'
  switch (attribute.AttributeDataType) {
    case 'Number':
      return checkNumber(value, attribute)
    case 'Boolean':
      return BOOLEAN.test(value) ? undefined : 'The attribute value must be true or false'
    case 'DateTime':
      return DATE_TIME.test(value) ? undefined : 'The attribute value must be a date and time'
    default:
      return checkLength(value, attribute)
  }
}

function checkNumber (
  value: string,
  { NumberAttributeConstraints: bounds = {} }: SchemaAttributeType
): string | undefined {
  if (!NUMBER.test(value)) return 'The attribute value must be a number'
  const { MinValue: min, MaxValue: max } = bounds
  if (isSet(min) && Number(value) < Number(min)) return `The attribute value must not be less than ${min}`
  if (isSet(max) && Number(value) > Number(max)) return `The attribute value must not be greater than ${max}`
  return undefined
}

function checkLength (
  value: string,
  { StringAttributeConstraints: bounds = {} }: SchemaAttributeType
): string | undefined {
  const { MinLength: min, MaxLength: max } = bounds
  if (isSet(min) && value.length < Number(min)) return `String must be at least ${min} characters long`
  if (isSet(max) && value.length > Number(max)) return `String must be no longer than ${max} characters`
  return undefined
}

function isSet (bound: string | undefined): bound is string {
  return bound !== undefined && bound !== ''
}
