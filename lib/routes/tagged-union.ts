import type { TSchema } from '@sinclair/typebox'
import type { FastifySchema, FastifySchemaCompiler } from 'fastify'

/** As Ajv compiles them: false leaves what is wrong in `errors`. */
interface Validate {
  (data: unknown): boolean
  errors?: readonly unknown[] | null
}

interface Branch {
  readonly properties: Readonly<Record<string, { readonly const?: string }>>
  readonly required?: readonly string[]
}

/** A union whose members one property tells apart, as OpenAPI's `discriminator` names it. */
interface TaggedUnion {
  readonly anyOf: readonly Branch[]
  readonly discriminator: { readonly propertyName: string }
}

/**
 * The union of a body as the routes here serve it: its tag is documented, and chooses the member to validate
 * against.
 */
export function withDiscriminator (propertyName: string, schema: object): TSchema {
  const { anyOf, ...rest } = schema as TSchema & { anyOf?: readonly TSchema[] }
  if (anyOf === undefined) return schema as TSchema
  return {
    ...rest,
    anyOf: anyOf.map(({ allOf: _tag, ...member }) => member),
    discriminator: { propertyName }
  } as unknown as TSchema
}

function isTaggedUnion (schema: unknown): schema is TaggedUnion {
  return (schema as Partial<TaggedUnion>).discriminator !== undefined
}

/**
 * A compiler that holds data against the one member of a union that its tag names. Ajv by itself would say of
 * a mistake in it what is wrong with it as every other member.
 */
export function compileTaggedUnions (
  compile: FastifySchemaCompiler<FastifySchema>
): FastifySchemaCompiler<FastifySchema> {
  return route =>
    isTaggedUnion(route.schema) ? (validateByTag(route, route.schema, compile) as never) : compile(route)
}

function validateByTag (
  route: Parameters<FastifySchemaCompiler<FastifySchema>>[0],
  { anyOf, discriminator: { propertyName } }: TaggedUnion,
  compile: FastifySchemaCompiler<FastifySchema>
): Validate {
  const branches = anyOf.map(branch => ({
    tag: branch.properties[propertyName]?.const,
    isDefault: branch.required?.includes(propertyName) !== true,
    validate: compile({ ...route, schema: branch as never }) as unknown as Validate
  }))
  const choose = (data: unknown) => {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return branches[0]
    if (!Object.hasOwn(data, propertyName)) return branches.find(({ isDefault }) => isDefault) ?? branches[0]
    const tag = (data as Record<string, unknown>)[propertyName]
    return branches.find(branch => branch.tag === tag) ?? branches.find(branch => branch.tag === undefined)
  }
  const validate: Validate = data => {
    const branch = choose(data)
    if (branch?.validate(data) === true) return true
    validate.errors = branch?.validate.errors ?? [
      {
        instancePath: `/${propertyName}`,
        message: `must be one of ${branches.map(({ tag }) => tag).join(', ')}`,
        params: {}
      }
    ]
    return false
  }
  return validate
}
