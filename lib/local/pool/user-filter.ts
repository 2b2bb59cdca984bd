import { invalidParameter } from './exception.js'
import type { User } from './records.js'

type ValueOf = (user: User) => string | undefined

const ATTRIBUTES = ['email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username']

/** The attributes that users can be searched by (API Reference, ListUsers). */
const SEARCHABLE = new Map<string, ValueOf>([
  ['username', user => user.username],
  ['sub', user => user.sub],
  ['cognito:user_status', user => user.status],
  ['status', user => (user.enabled ? 'Enabled' : 'Disabled')],
  ...ATTRIBUTES.map((name): [string, ValueOf] => [name, user => user.attributes[name]])
])

/** A name, `=` or `^=`, and a value in quotation marks, in which `\` escapes a quotation mark and itself. */
const FILTER = /^\s*([^\s=^"]+)\s*(\^?=)\s*"((?:[^"\\]|\\["\\])*)"\s*$/

/** Returns whether a user matches a filter. Every user matches an empty one. */
export function userFilter (filter: string | undefined): (user: User) => boolean {
  if (!filter) return () => true
  const [, name = '', type, quoted = ''] = FILTER.exec(filter) ?? []
  if (type === undefined) throw invalidParameter('Error while parsing filter')
  const valueOf = SEARCHABLE.get(name)
  if (valueOf === undefined) throw invalidParameter(`Invalid search attribute: ${name}`)
  // The only one that is searched without regard to case.
  const fold = (text: string) => (name === 'cognito:user_status' ? text.toUpperCase() : text)
  const wanted = fold(quoted.replace(/\\(.)/g, '$1'))
  return user => {
    const value = valueOf(user)
    if (value === undefined) return false
    return type === '=' ? fold(value) === wanted : fold(value).startsWith(wanted)
  }
}
