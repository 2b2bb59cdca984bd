import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'

const base = { DeveloperOnlyAttribute: false, Mutable: true, Required: false }

const string = (Name: string, MinLength = '0', MaxLength = '2048'): SchemaAttributeType => ({
  Name,
  AttributeDataType: 'String',
  ...base,
  StringAttributeConstraints: { MinLength, MaxLength }
})

const boolean = (Name: string): SchemaAttributeType => ({ Name, AttributeDataType: 'Boolean', ...base })

/**
 * Returns the standard attributes of a pool whose schema does not change them, in the order of AWS's
 * examples.
 */
export function standardAttributes (): SchemaAttributeType[] {
  return [
    { ...string('sub', '1'), Mutable: false, Required: true },
    string('name'),
    string('given_name'),
    string('family_name'),
    string('middle_name'),
    string('nickname'),
    string('preferred_username'),
    string('profile'),
    string('picture'),
    string('website'),
    string('email'),
    boolean('email_verified'),
    string('gender'),
    string('birthdate', '10', '10'),
    string('zoneinfo'),
    string('locale'),
    string('phone_number'),
    boolean('phone_number_verified'),
    string('address'),
    {
      Name: 'updated_at',
      AttributeDataType: 'Number',
      ...base,
      NumberAttributeConstraints: { MinValue: '0' }
    },
    { Name: 'identities', AttributeDataType: 'String', ...base, StringAttributeConstraints: {} }
  ]
}
