import AjvCompiler from '@fastify/ajv-compiler'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import {
  errorCodes,
  type FastifyBodyParser,
  type FastifyContentTypeParser,
  type FastifyInstance,
  type FastifySchema,
  type FastifySchemaCompiler,
  type FastifySerializerCompiler
} from 'fastify'
import { LRUCache } from 'lru-cache'
import { CLIENT_METADATA_FORM } from '../cognito/client-metadata.js'
import { assertNesting } from '../cognito/nesting.js'
import { errors } from '../errors.js'
import { isRemovalFailure } from '../schemas/attributes.js'
import { compileTaggedUnions, type Validate } from './tagged-union.js'

type Compiler = FastifySchemaCompiler<FastifySchema>

/** The maximum size of a body, in bytes. Tokens are the longest values. */
export const BODY_LIMIT = 64 * 1024

/** The number of schemas whose compiled functions are kept: several times those of one application. */
const MAX_COMPILED = 1000

/** The maximum length of an unknown key in an error message, in characters. */
const KEY_LENGTH = 40

// Fastify's defaults remove unknown keys and convert 1 to '1'. The routes of the auth API reject such bodies.
const exact = { removeAdditional: false, coerceTypes: false, useDefaults: false } as const
const buildValidator = AjvCompiler()
const validator = compileTaggedUnions(validatorWith(exact))
// Numbers and booleans of a query are converted from strings. In strict mode, Ajv would not check a converted
// Infinity against the bounds.
const queryValidator = validatorWith({ ...exact, coerceTypes: true, strictNumbers: false })

/** Returns a function that validates a body as the routes of the auth API do, and returns the failures. */
export function bodyValidator (schema: object): (body: unknown) => readonly ValidationFailure[] {
  const validate = validator({ schema, method: 'POST', url: '/', httpPart: 'body' }) as unknown as Validate
  return body => (validate(body) ? [] : (validate.errors as readonly ValidationFailure[]))
}

const serializer = memoize(
  serializeOrThrow(SerializerSelector()({}, {}) as FastifySerializerCompiler<FastifySchema>)
)

/**
 * Sets validation, serialization and body parsing of a scope, so that its routes follow their schemas in
 * every application, also with Zod compilers, other Ajv options or other parsers.
 */
export function useOwnCompilers (scope: FastifyInstance): void {
  scope.setValidatorCompiler(route => (route.httpPart === 'querystring' ? queryValidator : validator)(route))
  scope.setSerializerCompiler(serializer)
  scope.setSchemaErrorFormatter((validationErrors, where) => {
    const failures = validationErrors as unknown as ValidationFailure[]
    // Fastify logs the first validation errors, so values of the caller in them are truncated.
    failures.forEach(hideMetadata)
    failures.forEach(truncateUnknownKey)
    const first = failures.find(failure => !isRemovalFailure(failure)) as ValidationFailure
    return new errors.FST_COGNITO_INVALID_INPUT(`${where}${first.instancePath} ${failureMessage(first)}`)
  })
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: BODY_LIMIT },
    jsonParser(scope)
  )
  scope.addContentTypeParser('*', parseOtherTypes)
}

/** Parses JSON bodies. An empty body is no body: many clients send the content type with every request. */
function jsonParser (scope: FastifyInstance): FastifyBodyParser<string> {
  const parse = scope.getDefaultJsonParser('error', 'error')
  return (request, text, done) =>
    text === ''
      ? done(null, undefined)
      : parse(request, text, (error, body) => {
        done(error ?? nestingError(body), body)
      })
}

/**
 * Rejects bodies that are not JSON, but not requests without a body, for which clients such as axios and curl
 * send the content type of a form. Fastify distinguishes the two in the same way if there is no content type.
 */
const parseOtherTypes: FastifyContentTypeParser = ({ headers }, _payload, done) => {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers
  done(
    length === '0' && encoding === undefined ? null : new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(),
    undefined
  )
}

function nestingError (body: unknown): Error | null {
  try {
    assertNesting(body)
    return null
  } catch (error) {
    return error as Error
  }
}

/** Returns a compiler of Ajv, whose functions compile their schemas at the first request. */
function validatorWith (customOptions: object): Compiler {
  const compile = once(() => buildValidator({}, { customOptions }) as Compiler)
  return memoize(route => {
    const compiled = once(() => compile()(route) as unknown as Validate)
    const validate = (data: unknown) => compiled()(data)
    return Object.defineProperty(validate, 'errors', { get: () => compiled().errors }) as never
  }) as Compiler
}

/**
 * Returns a function that creates a value when it is first called. Most of the time that a registration would
 * take is the compilation of schemas, and many processes serve only some of the routes.
 */
function once<T> (create: () => T): () => T {
  let value: T | undefined
  return () => (value ??= create())
}

/**
 * Shares compiled functions between the applications of a process, such as those of tests: compiling is most
 * of the time that a registration takes. Schemas with the same text compile to the same function.
 */
function memoize<Route extends { schema: FastifySchema }, Compiled extends object> (
  compile: (route: Route) => Compiled
): (route: Route) => Compiled {
  const compiled = new LRUCache<string, Compiled>({ max: MAX_COMPILED })
  return route => {
    const text = JSON.stringify(route.schema)
    const before = compiled.get(text)
    if (before !== undefined) return before
    const now = compile(route)
    compiled.set(text, now)
    return now
  }
}

/**
 * Response bodies come from Cognito. A body that does not match its schema is an unexpected response of
 * Cognito.
 */
function serializeOrThrow (
  compile: FastifySerializerCompiler<FastifySchema>
): FastifySerializerCompiler<FastifySchema> {
  return route => {
    const compiled = once(() => compile(route))
    return data => {
      const serialize = compiled()
      try {
        return serialize(data)
      } catch {
        // Without its cause, which repeats values.
        throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
      }
    }
  }
}

/** An error of Ajv, which always has a message. */
export interface ValidationFailure {
  instancePath: string
  message?: string
  params: Record<string, unknown>
  propertyName?: string
}

/** Removes the names and values of client metadata from a failure: they are data of the caller. */
function hideMetadata (failure: ValidationFailure): void {
  if (!failure.instancePath.startsWith('/clientMetadata')) return
  failure.instancePath = '/clientMetadata'
  failure.message = CLIENT_METADATA_FORM
  failure.params = {}
  delete failure.propertyName
}

/** Truncates the name of an unknown key, which is the only value of the caller in an error. */
function truncateUnknownKey ({ params }: ValidationFailure): void {
  const { additionalProperty: unknownKey } = params
  if (typeof unknownKey === 'string') {
    params['additionalProperty'] = unknownKey.slice(0, KEY_LENGTH).replace(/[^\x20-\x7E]/g, '?')
  }
}

/** Returns the message of a validation error, without the value, which may be a password. */
function failureMessage ({ message, params: { additionalProperty: unknownKey } }: ValidationFailure): string {
  return typeof unknownKey === 'string' ? `must not have '${unknownKey}'` : String(message)
}
