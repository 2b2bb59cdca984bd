/** Attributes of users: what they can change, and what identity providers write. */
import type { SchemaAttributeType, VerifiedAttributeType } from '@aws-sdk/client-cognito-identity-provider'
import { changeClient, changePool, defineCheck, type CheckContext } from '../check.js'

/** Attributes that mark a contact as verified. A user who can write them can take over accounts. */
const VERIFIED = ['email_verified', 'phone_number_verified']

/** Attributes that no app client should write. */
const NOT_WRITABLE = [...VERIFIED, 'sub', 'identities']

export const writableAttributes = defineCheck({
  id: 'writable-attributes',
  severity: 'error',
  title: 'Users cannot write attributes that the application trusts',
  when:
    'the app client has no list of writable attributes, or may write a custom attribute, `email_verified` ' +
    'or `phone_number_verified`. Not reported are custom attributes that `routes.signUp.attributes` or ' +
    '`routes.profile.writable` has; custom attributes that an identity provider writes are a warning',
  why:
    'Users can set every attribute that the app client may write, at sign-up and later with their own ' +
    'access token: a custom role, for example. Without a list, the app client may write all standard ' +
    'attributes. See [Cognito token ' +
    'security](https://www.truesec.com/hub/blog/aws-cognito-token-security-one-step-closer).',
  reads: ['pool', 'client', 'providers'],
  examine: ({ pool: { SchemaAttributes: schema = [] }, client, providers }, context) => {
    const { WriteAttributes: writable = [] } = client
    const read = { 'UserPoolClient.WriteAttributes': client.WriteAttributes ?? null }
    if (writable.length === 0) {
      return [
        {
          read,
          found: 'The app client may write all standard attributes, because it has no list of its own.',
          fix: 'Set WriteAttributes to those that users may change, without email_verified.',
          proposals: [changeClient(() => ({ WriteAttributes: standardNames(schema) }))]
        }
      ]
    }
    const intended = intendedAttributes(context)
    const mapped = new Set(providers.flatMap(({ mapping }) => Object.keys(mapping)))
    const trusted = writable.filter(
      name => VERIFIED.includes(name) || (name.includes('custom:') && !intended.includes(name))
    )
    const federated = trusted.filter(name => mapped.has(name) && !VERIFIED.includes(name))
    const surplus = trusted.filter(name => !federated.includes(name))
    return [
      ...(surplus.length === 0
        ? []
        : [
            {
              read,
              found: `Users can write ${surplus.join(', ')}.`,
              fix: `Remove ${surplus.join(', ')} from WriteAttributes.`,
              proposals: [
                changeClient(({ WriteAttributes: names = [] }) => ({
                  WriteAttributes: names.filter(name => !surplus.includes(name))
                }))
              ]
            }
          ]),
      ...(federated.length === 0
        ? []
        : [
            {
              severity: 'warning' as const,
              read,
              found: `An identity provider writes ${federated.join(', ')}, and so can users.`,
              fix: 'Do not authorize by these attributes: use groups, which users cannot change.',
              console: 'Authentication > Social and external providers > Attribute mapping'
            }
          ])
    ]
  }
})

/** Returns the standard attributes that users may write. */
function standardNames (schema: readonly SchemaAttributeType[]): string[] {
  const names = schema.map(({ Name = '' }) => Name)
  return names.filter(name => !name.includes('custom:') && !NOT_WRITABLE.includes(name))
}

/** Returns the attributes that users of the plugin may set. */
function intendedAttributes ({ plugin }: CheckContext): readonly string[] {
  const { routes = null } = plugin ?? {}
  if (routes === null) return []
  return [routes.signUpAttributes, routes.profileAttributes].flatMap(({ properties }) =>
    Object.keys(properties)
  )
}

export const mappedNotWritable = defineCheck({
  id: 'mapped-not-writable',
  severity: 'error',
  title: 'Attributes that identity providers write can be written',
  when:
    'an identity provider of the app client writes an attribute that is immutable, or that the app client ' +
    'may not write. `email_verified` and `phone_number_verified` are not checked',
  why: 'Sign-ins with this provider fail: the first one, or the second one if the attribute is immutable.',
  reads: ['pool', 'client', 'providers'],
  examine: ({ pool: { SchemaAttributes: schema = [] }, client, providers }) => {
    const { SupportedIdentityProviders: used = [], WriteAttributes: list = [] } = client
    const writable = list.length === 0 ? standardNames(schema) : list
    return providers.flatMap(({ name, mapping }) => {
      if (!used.includes(name)) return []
      const mapped = Object.keys(mapping).filter(key => key !== 'username' && !VERIFIED.includes(key))
      const immutable = mapped.filter(key => schema.some(one => one.Name === key && one.Mutable === false))
      const denied = mapped.filter(key => !writable.includes(key) && !immutable.includes(key))
      const read = { [`IdentityProvider.AttributeMapping of ${name}`]: Object.keys(mapping) }
      return [
        ...(denied.length === 0
          ? []
          : [
              {
                read: { ...read, 'UserPoolClient.WriteAttributes': client.WriteAttributes ?? null },
                found: `${name} writes ${denied.join(', ')}, which the app client may not write.`,
                fix: `Add ${denied.join(', ')} to WriteAttributes.`,
                proposals: [
                  changeClient(({ WriteAttributes: names = [] }) => ({
                    WriteAttributes: [
                      ...new Set([...(names.length === 0 ? standardNames(schema) : names), ...denied])
                    ]
                  }))
                ]
              }
            ]),
        ...(immutable.length === 0
          ? []
          : [
              {
                read,
                found: `${name} writes ${immutable.join(', ')}, which cannot be changed after sign-up.`,
                fix: `Remove ${immutable.join(', ')} from the attribute mapping.`,
                console: `Authentication > Social and external providers > ${name} > Attribute mapping`
              }
            ])
      ]
    })
  }
})

export const unverifiedChange = defineCheck({
  id: 'unverified-change',
  severity: 'error',
  title: 'A new email address or phone number takes effect after it is verified',
  when:
    'the email address or the phone number is a sign-in name or verified automatically, and is not in ' +
    '`AttributesRequireVerificationBeforeUpdate`',
  why:
    'With the access token of a user, an attacker can change the email address or phone number to their ' +
    'own, and reset the password with it: the new value replaces the verified one at once. See [Cognito ' +
    'configuration](https://newsroom.bedefended.com/secure-aws-cognito-configuration).',
  reads: ['pool'],
  examine: ({ pool }) => {
    const { UsernameAttributes = [], AliasAttributes = [], AutoVerifiedAttributes = [] } = pool
    const contacts = new Set<string>([...UsernameAttributes, ...AliasAttributes, ...AutoVerifiedAttributes])
    contacts.delete('preferred_username')
    const verified = pool.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? []
    const missing = [...contacts].filter(name => !verified.some(one => one === name))
    if (missing.length === 0) return []
    // Cognito accepts it for attributes that are verified automatically only, and verifies numbers by SMS.
    const lacksSms = missing.includes('phone_number') && pool.SmsConfiguration === undefined
    const possible = missing.filter(name => name !== 'phone_number' || !lacksSms)
    return [
      {
        read: {
          'UserPool.UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate': verified,
          ...(lacksSms && { 'UserPool.SmsConfiguration': null })
        },
        found: `A new ${missing.map(contactName).join(' or ')} takes effect before it is verified.`,
        fix: [
          ...(possible.length > 0
            ? [`Add ${possible.join(', ')} to AttributesRequireVerificationBeforeUpdate.`]
            : []),
          ...(lacksSms
            ? ['For the phone number, create an IAM role for SMS, then run doctor again.']
            : [])
        ].join(' '),
        ...(possible.length > 0 && {
          proposals: [
            changePool(settings => ({
              AutoVerifiedAttributes: union(settings.AutoVerifiedAttributes, possible),
              UserAttributeUpdateSettings: {
                AttributesRequireVerificationBeforeUpdate: union(verified, possible)
              }
            }))
          ]
        }),
        ...(lacksSms && { console: 'Authentication > Authentication methods > SMS' })
      }
    ]
  }
})

function contactName (attribute: string): string {
  return attribute === 'email' ? 'email address' : 'phone number'
}

function union (
  names: readonly VerifiedAttributeType[] = [],
  more: readonly string[]
): VerifiedAttributeType[] {
  return [...new Set([...names, ...(more as VerifiedAttributeType[])])]
}

export const caseSensitive = defineCheck({
  id: 'case-sensitive',
  severity: 'error',
  title: 'Usernames are not case-sensitive',
  when: '`UsernameConfiguration.CaseSensitive` is not false. The default of the API is case-sensitive',
  why:
    '`Ada@example.com` and `ada@example.com` are two users with one mailbox, so that an account can be ' +
    'taken over. The setting is fixed when a pool is created.',
  reads: ['pool'],
  examine: ({ pool: { UsernameConfiguration: configuration } }) => {
    if (configuration?.CaseSensitive === false) return []
    return [
      {
        read: { 'UserPool.UsernameConfiguration.CaseSensitive': configuration?.CaseSensitive ?? null },
        found: 'Usernames and email addresses are case-sensitive.',
        fix: 'Create another pool with UsernameConfiguration.CaseSensitive: false, and move the users to it.',
        console: 'User pools > Create user pool'
      }
    ]
  }
})
