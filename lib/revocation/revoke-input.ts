import { errors } from '../errors.js'
import type { RevocationTarget } from './revocations.js'

/**
 * Longer than any ID of Cognito: a `sub` and an `origin_jti` have 36 characters, a client ID has up to 128.
 */
const MAX_LENGTH = 256

const FIELDS = ['session', 'user', 'except']

/**
 * Validates the argument of `cognito.revoke`: a value without a session or user must not look like a
 * successful revocation.
 *
 * @throws FST_COGNITO_INVALID_INPUT naming the field
 */
export function parseRevocationTarget (input: unknown): RevocationTarget {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw inputError(`the argument must be { session } or { user }; got ${typeName(input)}`)
  }
  const fields = Object.keys(input)
  const unknown = fields.find(field => !FIELDS.includes(field))
  if (unknown !== undefined) {
    throw inputError(`the argument may have session, user and except only; got '${printable(unknown)}'`)
  }
  const values = input as Readonly<Record<string, unknown>>
  const [hasSession, hasUser] = ['session', 'user'].map(field => fields.includes(field))
  if (hasSession === hasUser) {
    throw inputError(
      hasUser === true
        ? 'the argument must have session or user; got both, which needs two calls'
        : 'the argument must have session or user; got neither'
    )
  }
  if (hasUser === true) {
    return {
      user: idIn(values, 'user'),
      ...(fields.includes('except') && { except: idIn(values, 'except') })
    }
  }
  if (fields.includes('except')) {
    throw inputError('except can be combined with user only; got session')
  }
  return { session: idIn(values, 'session') }
}

function idIn (input: Readonly<Record<string, unknown>>, field: string): string {
  const id = input[field]
  if (typeof id === 'string' && id !== '' && id.length <= MAX_LENGTH && id.trim() === id) return id
  throw inputError(
    `${field} must be an ID of 1 to ${MAX_LENGTH} characters without surrounding spaces; got ${typeName(id)}`
  )
}

function inputError (problem: string): Error {
  return new errors.FST_COGNITO_INVALID_INPUT(`cognito.revoke: ${problem}.`)
}

/** Describes the type of a value, without its content. */
function typeName (value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'string' ? `a string of ${value.length} characters` : typeof value
}

function printable (key: string): string {
  return key.slice(0, 40).replace(/[^\x20-\x7E]/g, '?')
}
