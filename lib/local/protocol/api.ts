import { CognitoException } from '../pool/exception.js'
import type { Call } from './call.js'
import type { HttpResponse, HttpRequest } from './http.js'
import { FAULTS, OPERATIONS } from './service-model.js'
import { isObject, serializationError, type Fields } from './types.js'

export const AMZ_JSON = 'application/x-amz-json-1.1'
const TARGET = /^AWSCognitoIdentityProviderService\.(\w+)$/

/** A call of the API: `POST /` with the operation in a header. */
export interface ApiCall {
  operation: string
  input: Fields
}

/** Reads a call. Throws CognitoException if it is malformed. */
export async function readCall ({ headers, body }: HttpRequest): Promise<ApiCall> {
  // A page of another origin cannot send this type without a CORS preflight.
  if (headers['content-type']?.startsWith(AMZ_JSON) !== true) {
    throw serializationError(`The content type must be ${AMZ_JSON}.`)
  }
  const operation = TARGET.exec(String(headers['x-amz-target']))?.[1]
  if (operation === undefined) {
    throw new CognitoException(
      'UnknownOperationException',
      'The x-amz-target header names no operation.'
    )
  }
  return { operation, input: parse(await body()) }
}

function parse (body: string): Fields {
  try {
    const value: unknown = JSON.parse(body)
    if (isObject(value)) return value
  } catch {
    /* Reported below. */
  }
  throw serializationError('The body must be a JSON object.')
}

const SIGNATURE = /^AWS4-HMAC-SHA256 Credential=/

/**
 * Throws unless a call of an administrator's operation has a signature. Its value is not checked, so any AWS
 * credentials are accepted.
 */
export function checkSignature (operation: string, { authorization = '' }: HttpRequest['headers']): void {
  const isSigned = Object.hasOwn(OPERATIONS, operation) && OPERATIONS[operation]?.signed === true
  if (!isSigned || SIGNATURE.test(authorization)) return
  throw new CognitoException('MissingAuthenticationTokenException', 'Missing Authentication Token')
}

/** Runs a call and returns its response. */
export async function runCall (
  call: Call,
  { operation, input }: ApiCall
): Promise<HttpResponse & { body: string }> {
  return { status: 200, headers: { 'content-type': AMZ_JSON }, body: toJson(await call(operation, input)) }
}

/** Statuses of exceptions that no operation declares. */
const STATUSES: Readonly<Record<string, number>> = { InternalFailure: 500, ServiceUnavailable: 503 }

/** Returns the response for an exception. On AWS, nearly all of them have status 400. */
export function exceptionResponse (
  { name, message }: CognitoException,
  status = STATUSES[name] ?? (FAULTS.includes(name) ? 500 : 400)
): HttpResponse {
  return {
    status,
    headers: {
      'content-type': AMZ_JSON,
      'x-amzn-errortype': `${name}:`,
      'x-amzn-errormessage': message.replaceAll(/[^\x20-\x7e]/g, '?')
    },
    body: { __type: name, message }
  }
}

/** In AWS's JSON protocol a time is a number of seconds. */
function toJson (output: Fields): string {
  return JSON.stringify(output, function (this: Fields, name, value: unknown) {
    const original = this[name]
    return original instanceof Date ? original.getTime() / 1000 : value
  })
}
