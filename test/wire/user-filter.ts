import { invalidParameter } from './refusal.js'
import type { Person } from './users.js'

/** `name = "value"` or `name ^= "value"`, where a quotation mark or a backslash in the value has a backslash before it. */
const FILTER = /^\s*([\w:]+)\s*(\^?=)\s*"((?:[^"\\]|\\["\\])*)"\s*$/

const ATTRIBUTES = ['email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username']

/** AWS takes these in upper and lower case alike. */
const ANY_CASE = ['email', 'cognito:user_status']

/** Whom a Filter of ListUsers lets through. Throws for what is no filter, and for what cannot be searched. */
export function userFilter (filter: string): (person: Person) => boolean {
  if (filter === '') return () => true
  const [, name, operator, quoted] = FILTER.exec(filter) ?? []
  if (name === undefined || quoted === undefined) throw invalidParameter('Error while parsing filter')
  const value = valueOf(name)
  const same = (text: string) => ANY_CASE.includes(name) ? text.toLowerCase() : text
  const wanted = same(quoted.replace(/\\(.)/g, '$1'))
  return person => {
    const found = value(person)
    if (found === undefined) return false
    return operator === '=' ? same(found) === wanted : same(found).startsWith(wanted)
  }
}

function valueOf (name: string): (person: Person) => string | undefined {
  switch (name) {
    case 'username':
    case 'sub': return ({ sub }) => sub
    case 'cognito:user_status': return ({ status }) => status
    case 'status': return ({ disabled }) => disabled ? 'Disabled' : 'Enabled'
  }
  if (!ATTRIBUTES.includes(name)) throw invalidParameter(`Invalid search attribute: ${name}`)
  return ({ attributes }) => attributes[name]
}
