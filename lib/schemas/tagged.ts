import { Type, type TObject, type TSchema } from '@sinclair/typebox'

/**
 * A union of objects that one property tells apart, for any application's Ajv.
 *
 * Each member is held against its tag first: Fastify's own Ajv removes additional properties, which the first
 * member that does not match would otherwise take from the next one.
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
