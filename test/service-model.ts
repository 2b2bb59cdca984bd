import { CognitoException } from '../dist/local/pool/exception.js'
import { OPERATIONS, SHAPES } from '../dist/local/protocol/service-model.js'
import { validate } from '../dist/local/protocol/validation.js'

export { OPERATIONS, SHAPES }

type Fields = Record<string, unknown>

/** Returns what AWS would reject in a request of an operation, and the members that it would ignore. */
export function requestViolations (operation: string, body: Fields): string[] {
  const { input } = OPERATIONS[operation] as { input: string }
  return [...rejected(operation, body), ...unknownMembers(input, body, operation)]
}

function rejected (operation: string, body: Fields): string[] {
  try {
    validate(operation, body)
    return []
  } catch (error) {
    if (!(error instanceof CognitoException)) throw error
    return error.message.replace(/^\d+ validation errors? detected: /, '').split('; ')
  }
}

function unknownMembers (name: string, value: unknown, path: string): string[] {
  const { type, members = {}, member = '', value: entry = '' } = SHAPES[name] as (typeof SHAPES)[string]
  if (type === 'list') return (value as unknown[]).flatMap(item => unknownMembers(member, item, `${path}[]`))
  if (typeof value !== 'object' || value === null) return []
  const found = Object.entries(value)
  if (type === 'map') return found.flatMap(([key, item]) => unknownMembers(entry, item, `${path}.${key}`))
  if (type !== 'structure') return []
  return found.flatMap(([key, item]) => {
    const shape = Object.hasOwn(members, key) ? members[key] : undefined
    return shape === undefined ? [`${path}.${key} is not a member`] : unknownMembers(shape, item, `${path}.${key}`)
  })
}
