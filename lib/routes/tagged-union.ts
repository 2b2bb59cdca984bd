import type { TSchema } from '@sinclair/typebox'
import type { FastifySchema, FastifySchemaCompiler } from 'fastify'

/** A validation function of Ajv. If it returns false, the errors are in `errors`. */
export interface Validate {
  (data: unknown): boolean
  errors?: readonly unknown[] | null
}

interface Branch {
  readonly properties: Readonly<Record<string, { readonly const?: string }>>
  readonly required?: readonly string[]
}

/** A union whose members are distinguished by one property, the `discriminator` of OpenAPI. */
interface TaggedUnion {
  readonly anyOf: readonly Branch[]
  readonly discriminator: { readonly propertyName: string }
}

/** Returns the union of a request body. Its tag is documented, and selects the member to validate against. */
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
 * Returns a compiler that validates data against the member of a union that its tag names. Ajv alone would
 * report the errors of all members.
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
