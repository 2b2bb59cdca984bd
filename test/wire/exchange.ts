import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { exception, type WireAnswer, type WireCall } from '../wire.js'
import { answerViolations, declares, isOperation, isSigned, requestViolations, statusOf } from './model.js'
import { operationOf } from './operations/table.js'
import type { Pool } from './pool.js'
import { Refusal } from './refusal.js'

/** One request and its answer, by the AWS JSON protocol. */

export interface RecordedCall extends WireCall { headers: IncomingHttpHeaders }

const TARGET = /^AWSCognitoIdentityProviderService\.(\w+)$/
const CONTENT_TYPE = 'application/x-amz-json-1.1'

/** Reads a call, with what is wrong about it already as a request. */
export async function readCall (request: IncomingMessage): Promise<{ call: RecordedCall, violations: string[] }> {
  const { headers } = request
  const body = await text(request)
  const operation = TARGET.exec(String(headers['x-amz-target']))?.[1] ?? ''
  const call = { operation, headers, body: parsed(body) as WireCall['body'] }
  return { call, violations: violationsOf(call, request) }
}

function parsed (body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function violationsOf ({ operation, headers, body }: RecordedCall, { method, url }: IncomingMessage): string[] {
  if (!isOperation(operation)) return [`${String(headers['x-amz-target'])} is no operation of the service model`]
  return [
    ...(method !== 'POST' || url !== '/' ? [`${operation}: ${method} ${url} is not POST /`] : []),
    ...(headers['content-type'] !== CONTENT_TYPE ? [`${operation}: the content type is not ${CONTENT_TYPE}`] : []),
    ...(isSigned(operation) && !/^AWS4-HMAC-SHA256 Credential=/.test(headers.authorization ?? '') ? [`${operation} is not signed`] : []),
    ...requestViolations(operation, body)
  ]
}

/** What AWS says to a request that is not of its form. */
export const malformed = () => exception('SerializationException', 'The request does not conform to the service model')

/** What the pool answers. Throws where it would be what AWS does not answer: that is a mistake of the pool here. */
export async function answerOf (pool: Pool, { operation, body }: WireCall): Promise<WireAnswer> {
  const run = operationOf(operation)
  if (run === undefined) throw new Error(`${operation} is not served here; inject an answer`)
  try {
    const answer = asJson(await run(pool, withoutNulls(body)))
    const violations = answerViolations(operation, answer)
    if (violations.length > 0) throw new Error(violations.join('\n'))
    return { body: answer }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    return refused(operation, thrown)
  }
}

/** In AWS's JSON protocol null says the same as nothing. */
function withoutNulls (body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (_, value) => value ?? undefined)
}

/** In AWS's JSON protocol a time is a number of seconds. */
function asJson (answer: object): object {
  return JSON.parse(JSON.stringify(answer, function (this: Record<string, unknown>, key, value) {
    const held = this[key]
    return held instanceof Date ? held.getTime() / 1000 : value
  }))
}

function refused (operation: string, { exception: name, otherwise, message }: Refusal): WireAnswer {
  const declared = declares(operation, name) ? name : otherwise
  if (declared === undefined || !declares(operation, declared)) throw new Error(`${operation} does not declare ${name} (${message})`)
  return exception(declared, message, statusOf(declared))
}

export function write (response: ServerResponse, { status = 200, body = {}, headers = {}, silence }: WireAnswer): void {
  if (silence === 'reset') response.destroy()
  if (silence !== undefined) return
  response.writeHead(status, { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': randomUUID(), ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
