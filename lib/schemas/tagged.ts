import { Type, type TObject, type TSchema } from '@sinclair/typebox'

/**
 * Returns a union of objects that are distinguished by one property, for the Ajv instance of any application.
 *
 * The tag of each member is checked first: Fastify's Ajv removes additional properties, so that a member that
 * does not match could remove properties of the next one.
 */
export function taggedUnion (members: readonly TObject[], tag: string, description: string): TSchema {
  return Type.Union(
    members.map(member => {
      const required = member.required?.includes(tag) === true ? [tag] : []
      return {
        ...member,
        allOf: [{ type: 'object', properties: { [tag]: member.properties[tag] }, required }]
      }
    }),
    { description }
  )
}
