import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'
import { invalidParameter } from './exception.js'
import { standardAttributes } from './standard-attributes.js'

const MAX_LENGTH = 2048
const MAX_CUSTOM = 50

/** Returns the schema of a pool: the standard attributes with its changes, and its own attributes. */
export function createSchema (given: readonly SchemaAttributeType[] = []): SchemaAttributeType[] {
  const standard = standardAttributes()
  const names = new Set(standard.map(({ Name }) => Name))
  for (const attribute of given) if (names.has(attribute.Name)) checkStandard(attribute, standard)
  const changed = standard.map(attribute => ({ ...attribute, ...standardChanges(attribute, given) }))
  return withCustom(
    changed,
    given.filter(({ Name }) => !names.has(Name))
  )
}

/** Returns a schema with more attributes. Their names get the prefix `custom:`, or `dev:custom:`. */
export function withCustom (
  schema: readonly SchemaAttributeType[],
  added: readonly SchemaAttributeType[]
): SchemaAttributeType[] {
  const custom = added.map(customAttribute)
  for (const { Name = '' } of custom) {
    if (schema.some(known => known.Name === Name)) {
      const short = Name.replace(/^dev:/, '')
      throw invalidParameter(`${short}: Existing attribute already has name ${Name}.`)
    }
  }
  const all = [...schema, ...custom]
  if (all.filter(({ Name }) => Name?.includes('custom:')).length > MAX_CUSTOM) {
    throw invalidParameter(`Custom attributes per user pool exceed the maximum of ${MAX_CUSTOM}.`)
  }
  return all
}

function customAttribute (given: SchemaAttributeType): SchemaAttributeType {
  const {
    Name,
    AttributeDataType: type,
    DeveloperOnlyAttribute = false,
    Mutable = true,
    Required = false
  } = given
  if (Name === undefined) throw invalidParameter('Invalid AttributeName input, attribute names are required.')
  if (type === undefined) {
    throw invalidParameter(
      'Invalid AttributeDataType input, consider using the provided AttributeDataType enum.'
    )
  }
  if (Required) throw invalidParameter('Required custom attributes are not supported currently.')
  return {
    Name: `${DeveloperOnlyAttribute ? 'dev:' : ''}custom:${Name}`,
    AttributeDataType: type,
    DeveloperOnlyAttribute,
    Mutable,
    Required,
    ...constraintsOf(given)
  }
}

function standardChanges (
  { Name }: SchemaAttributeType,
  given: readonly SchemaAttributeType[]
): Partial<SchemaAttributeType> {
  const change = given.find(attribute => attribute.Name === Name)
  if (change === undefined) return {}
  const { Mutable = true, Required = false } = change
  return {
    Mutable,
    Required,
    ...(Object.keys(constraintsOf(change)).some(key => change[key as keyof SchemaAttributeType]) &&
      constraintsOf(change))
  }
}

function checkStandard (given: SchemaAttributeType, standard: readonly SchemaAttributeType[]): void {
  const { Name, AttributeDataType: type } = given
  const known = standard.find(attribute => attribute.Name === Name) as SchemaAttributeType
  const isOtherType = type !== undefined && type !== known.AttributeDataType
  if (isOtherType || given.DeveloperOnlyAttribute === true) {
    throw invalidParameter(
      'You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ' +
        Name
    )
  }
}

function constraintsOf (attribute: SchemaAttributeType): Partial<SchemaAttributeType> {
  const { AttributeDataType: type } = attribute
  if (type === 'String') {
    const { MinLength, MaxLength } = attribute.StringAttributeConstraints ?? {}
    checkBounds(attribute, 'length', MinLength, MaxLength)
    return {
      StringAttributeConstraints: {
        ...(MinLength !== undefined && { MinLength }),
        ...(MaxLength !== undefined && { MaxLength })
      }
    }
  }
  if (type !== 'Number') return {}
  const { MinValue, MaxValue } = attribute.NumberAttributeConstraints ?? {}
  checkBounds(attribute, 'value', MinValue, MaxValue)
  return {
    NumberAttributeConstraints: {
      ...(MinValue !== undefined && { MinValue }),
      ...(MaxValue !== undefined && { MaxValue })
    }
  }
}

function checkBounds (
  { Name, AttributeDataType: type }: SchemaAttributeType,
  quantity: 'length' | 'value',
  min: string | undefined,
  max: string | undefined
): void {
  const bounds = [min, max].filter(bound => bound !== undefined)
  if (!bounds.every(bound => (quantity === 'length' ? /^\d+$/ : /^-?\d+$/).test(bound))) {
    throw invalidParameter(`Invalid ${type}AttributeConstraints for schema attribute ${Name}`)
  }
  if (quantity === 'length' && bounds.some(bound => Number(bound) > MAX_LENGTH)) {
    throw invalidParameter(`user.${Name}: String attributes cannot have a length of more than ${MAX_LENGTH}`)
  }
  if (min !== undefined && max !== undefined && Number(min) > Number(max)) {
    throw invalidParameter(`user.${Name}: Max ${quantity} cannot be less than min ${quantity}.`)
  }
}
