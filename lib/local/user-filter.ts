import { invalidParameter } from './exception.js'
import { attributeOf, type User } from './records.js'

type ValueOf = (user: User) => string | undefined

const ATTRIBUTES = ['email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username', 'sub']

/** What users can be searched by (API Reference: ListUsers). */
const SEARCHABLE = new Map<string, ValueOf>([
  ['username', user => user.Username],
  ['cognito:user_status', user => user.UserStatus],
  ['status', user => user.Enabled ? 'Enabled' : 'Disabled'],
  ...ATTRIBUTES.map((name): [string, ValueOf] => [name, user => attributeOf(user, name)])
])

/** A name, `=` or `^=`, and a value in quotation marks, in which `\` goes before a quotation mark and before itself. */
const FILTER = /^\s*([^\s=^"]+)\s*(\^?=)\s*"((?:[^"\\]|\\["\\])*)"\s*$/

/** Whether a user is among those whom a filter asks for; where it is empty, everybody is. */
export function userFilter (filter: string | undefined): (user: User) => boolean {
  if (!filter) return () => true
  const [, name = '', type, quoted = ''] = FILTER.exec(filter) ?? []
  if (type === undefined) throw invalidParameter('Error while parsing filter')
  const valueOf = SEARCHABLE.get(name)
  if (valueOf === undefined) throw invalidParameter(`Invalid search attribute: ${name}`)
  // The only one of them that is searched without regard to case.
  const fold = (text: string) => name === 'cognito:user_status' ? text.toUpperCase() : text
  const wanted = fold(quoted.replace(/\\(.)/g, '$1'))
  return user => {
    const value = valueOf(user)
    if (value === undefined) return false
    return type === '=' ? fold(value) === wanted : fold(value).startsWith(wanted)
  }
}
