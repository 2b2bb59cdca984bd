import assert from 'node:assert/strict'
import AjvCompiler from '@fastify/ajv-compiler'
import type { FastifyInstance } from 'fastify'

/** What an application's OpenAPI document promises, compared with the application's responses. */

export interface Schema {
  type?: unknown
  examples?: unknown[]
  properties?: Record<string, Schema>
  additionalProperties?: unknown
  anyOf?: Schema[]
  items?: Schema
}
interface Operation {
  operationId?: string
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}
type Validate = ((data: unknown) => boolean) & { errors?: unknown }

/** A response as it was received. */
export interface Received {
  status: number
  body: unknown
}

interface Documented {
  id: string
  method: string
  path: RegExp
  schemas: Map<number, Schema | null>
}

const buildValidator = AjvCompiler()(
  {},
  {
    customOptions: {
      strict: false,
      coerceTypes: false,
      removeAdditional: false,
      useDefaults: false,
      allErrors: true
    }
  }
)

/** Many applications share their schemas: each is compiled once. */
const validators = new Map<string, Validate>()

export function validatorOf (schema: Schema): Validate {
  const text = JSON.stringify(schema)
  const validate =
    validators.get(text) ??
    (buildValidator({ schema: closed(schema), method: '', url: '' }) as unknown as Validate)
  validators.set(text, validate)
  return validate
}

export class Contract {
  readonly #operations: readonly Documented[]
  readonly #ledger: Ledger | undefined

  /** @param ledger - records what was observed */
  constructor (app: FastifyInstance, ledger?: Ledger) {
    const paths = app.swagger().paths as unknown as { [path: string]: { [method: string]: Operation } }
    this.#operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, operation]) => documented(path, method, operation))
    )
    this.#ledger = ledger
    for (const { id, schemas } of this.#operations) {
      for (const status of schemas.keys()) ledger?.promise(id, status)
    }
  }

  /** Throws if the response does not match its schema. An undocumented response is only recorded. */
  check (method: string, url: string, { status, body }: Received): void {
    const pathname = new URL(url, 'http://localhost').pathname
    const operation = this.#operations.find(
      operation => operation.method === method && operation.path.test(pathname)
    )
    assert.ok(operation !== undefined, `${method} ${pathname} is not documented`)
    const { id, schemas } = operation
    const schema = schemas.get(status)
    this.#ledger?.see(id, status, body)
    if (schema === undefined && this.#ledger !== undefined) return
    assert.ok(
      schema !== undefined,
      `${id} returned ${status}, which is not documented: ${JSON.stringify(body)}`
    )
    if (schema === null) return assert.equal(body, null, `${id} returned ${status} with a body`)
    const validate = validatorOf(schema)
    assert.ok(
      validate(body),
      `${id} returned ${status} against its schema: ${JSON.stringify(validate.errors)}`
    )
  }
}

function documented (path: string, method: string, { operationId, responses }: Operation): Documented[] {
  if (operationId === undefined) return []
  const schemas = Object.entries(responses).map(
    ([status, { content }]) => [Number(status), content?.['application/json']?.schema ?? null] as const
  )
  return [
    {
      id: operationId,
      method: method.toUpperCase(),
      path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      schemas: new Map(schemas)
    }
  ]
}

/** Closes a schema to undeclared keys: responses must not have undocumented ones. */
function closed ({ properties, anyOf, items, ...schema }: Schema): Schema {
  return {
    ...schema,
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [name, closed(inner)])
      ),
      additionalProperties: schema.additionalProperties ?? false
    }),
    ...(anyOf !== undefined && { anyOf: anyOf.map(closed) }),
    ...(items !== undefined && { items: closed(items) })
  }
}

/** The documented and the observed responses of several applications. */
export class Ledger {
  readonly #promised = new Set<string>()
  readonly #seen = new Map<string, Set<string>>()

  promise (operation: string, status: number): void {
    this.#promised.add(`${operation} ${status}`)
  }

  see (operation: string, status: number, body: unknown): void {
    const response = `${operation} ${status}`
    const code = (body as { code?: string } | null)?.code ?? ''
    this.#seen.set(response, (this.#seen.get(response) ?? new Set()).add(code))
  }

  /** Returns the documented responses that were never observed. */
  get unseen (): string[] {
    return [...this.#promised].filter(response => !this.#seen.has(response)).sort()
  }

  /** Returns the observed responses that are not documented. */
  get undocumented (): string[] {
    return this.lines.filter(line => !this.#promised.has(line.split(' ', 2).join(' ')))
  }

  /** Returns a line for each observed response, with its error codes. */
  get lines (): string[] {
    return [...this.#seen]
      .map(([response, codes]) => `${response} ${[...codes].sort().join(' ')}`.trim())
      .sort()
  }
}
