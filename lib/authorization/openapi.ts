import type { Demand } from './guards.js'
import { ErrorBody } from '../schemas/primitives.js'

/** The one name under which documents know how to authenticate here. */
const SCHEME = 'cognito'

type Schema = Record<string, unknown> & { response?: Record<string, unknown> }

/** What a route has been marked with, by its guards and by the auth API. */
interface Marks { cognito?: readonly Demand[], cognitoErrors?: Readonly<Record<number, string>> }

interface Route { schema: unknown, url: string, route: { config?: Marks | undefined } }

/** As `@fastify/swagger` types it. */
interface Documented { schema: any, url: string }

/**
 * For `@fastify/swagger`: what guarded routes demand, in the OpenAPI document.
 *
 * ```ts
 * await app.register(swagger, {
 *   openapi: { components: { securitySchemes: openapi.securitySchemes } },
 *   transform: openapi.transform
 * })
 * ```
 *
 * Beside a transform of your own: `transform: openapi.transformAfter(jsonSchemaTransform)`.
 */
export const openapi = {
  /** For `components.securitySchemes`. */
  securitySchemes: {
    [SCHEME]: {
      type: 'http' as const,
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'An access token of the user pool.'
    }
  },

  /** For `transform`: adds `security` and error answers to guarded routes, and to those of the auth API. */
  transform ({ schema, url, route }: Route): Documented {
    const { cognito: demands = [], cognitoErrors = {} } = route.config ?? {}
    const answers = { ...guardAnswers(demands), ...cognitoErrors }
    return Object.keys(answers).length === 0
      ? { schema, url }
      : { schema: documented((schema ?? {}) as Schema, demands, answers), url }
  },

  /**
   * For `transform`, where there is another one already, such as that of the Zod provider: it goes first.
   * It is not given the routes of the auth API: theirs is JSON Schema, whatever the application writes its own in.
   */
  transformAfter<Input extends Route> (transform: (input: Input) => Documented): (input: Input) => Documented {
    return input => input.route.config?.cognitoErrors === undefined
      ? openapi.transform({ ...input, ...transform(input) })
      : openapi.transform(input)
  }
}

function guardAnswers (demands: readonly Demand[]): Readonly<Record<number, string>> {
  if (demands.length === 0) return {}
  return {
    400: 'More than one credential, or a malformed one.',
    401: 'No token, or one that is not valid here.',
    ...(demands.some(({ groups, scopes }) => groups !== undefined || scopes !== undefined) && { 403: 'A valid token that does not allow this.' }),
    503: 'Tokens cannot be checked at the moment.'
  }
}

/** What `@fastify/swagger` writes for a route that does not say what it answers. */
const UNSAID = { 200: { type: 'null', description: 'Default Response' } }

/**
 * Error answers stand in documents only: as schemas of the routes they would take an application's own
 * error handlers apart.
 */
function documented (schema: Schema, demands: readonly Demand[], answers: Readonly<Record<number, string>>): Schema {
  const scopes = [...new Set(demands.flatMap(({ scopes }) => scopes === undefined ? [] : [...scopes.all, ...scopes.any]))]
  const errorAnswers = Object.entries(answers).map(([status, description]) => [status, { ...ErrorBody, description }])
  return {
    ...(demands.length > 0 && { security: securityOf(demands) }),
    ...schema,
    ...(scopes.length > 0 && { description: [schema['description'], `Scopes: ${scopes.join(', ')}.`].filter(Boolean).join('\n\n') }),
    response: { ...Object.fromEntries(errorAnswers), ...(schema.response ?? UNSAID) }
  }
}

function securityOf (demands: readonly Demand[]): readonly object[] {
  const required = { [SCHEME]: [] }
  return demands.some(({ user }) => user === 'required') ? [required] : [{}, required]
}
