import { errors } from '../errors.js'

/** A person who is there when a local Cognito starts. */
export interface LocalUser {
  email: string
  password: string
  name: string
  /** E.164, such as `+15550100`. Default is `+15555550100`: the pool requires one. */
  phone_number?: string
  /** Groups to be put in; made if they are missing. Default is none. */
  groups?: string[]
  /** Confirmed, with a verified email. Default is true; with false, a code waits in the mailbox. */
  confirmed?: boolean
}

export interface LocalCognitoOptions {
  /** Default is 0: any that is free. */
  port?: number
  /**
   * Where its data is kept, and found at the next start: the same pool, clients,
   * users and refresh tokens; only the signing keys are new. Not for two at once.
   * Default is a temporary folder, removed by `close`.
   */
  folder?: string
  /** Made unless the pool has someone with that email. Default is none. */
  users?: LocalUser[]
  /** The time in milliseconds since 1970, for tests of what expires. Default is `Date.now`. */
  clock?: () => number
}

type Check = [accepts: (value: unknown) => boolean, wanted: string]

const isText: Check = [value => typeof value === 'string' && value !== '', 'a non-empty string']
const OPTIONS: Record<string, Check> = {
  port: [value => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65535, 'a whole number, 0 to 65535'],
  folder: isText,
  users: [Array.isArray, 'a list of users'],
  clock: [value => typeof value === 'function', 'a function']
}
const USER: Record<string, Check> = {
  email: isText,
  password: isText,
  name: isText,
  phone_number: isText,
  groups: [value => Array.isArray(value) && value.every(isText[0]), 'a list of group names'],
  confirmed: [value => typeof value === 'boolean', 'true or false']
}

/** Throws FST_COGNITO_LOCAL for the first mistake, naming the field. */
export function checkOptions (options: LocalCognitoOptions): void {
  checkFields('options', options, OPTIONS, [])
  for (const [index, user] of (options.users ?? []).entries()) checkFields(`users[${index}]`, user, USER, ['email', 'password', 'name'])
}

function checkFields (where: string, value: unknown, checks: Record<string, Check>, required: string[]): void {
  if (typeof value !== 'object' || value === null) throw new errors.FST_COGNITO_LOCAL(`${where} must be an object.`)
  const given = Object.entries(value).filter(([, field]) => field !== undefined)
  const absent = required.find(name => !given.some(([key]) => key === name))
  if (absent !== undefined) throw new errors.FST_COGNITO_LOCAL(`${where}.${absent} is missing.`)
  for (const [name, field] of given) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (check === undefined) throw new errors.FST_COGNITO_LOCAL(`${where}.${name} is not an option. There are: ${Object.keys(checks).join(', ')}.`)
    if (!check[0](field)) throw new errors.FST_COGNITO_LOCAL(`${where}.${name} must be ${check[1]}.`)
  }
}
