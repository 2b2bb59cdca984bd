import type { Visitor } from '../application.js'
import type { TestUser } from '../subject.js'

/** Steps that many scenarios share. */

export const PASSWORD = 'Correct-horse-7'
export const OTHER_PASSWORD = 'Battery-staple-8'
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export const JANE: TestUser & { phone: string, name: string } = {
  email: 'jane@example.com',
  password: PASSWORD,
  name: 'Jane Doe',
  phone: '+491711234567'
}
export const JOE: TestUser = {
  email: 'joe@example.com',
  password: 'Tr0ubador-and-3',
  name: 'Joe Doe',
  phone: '+491711234568'
}
/** The administrator. */
export const ADA: TestUser = {
  email: 'ada@example.com',
  password: 'Analytical-engine-1',
  name: 'Ada Lovelace',
  phone: '+491711234560',
  groups: ['admin']
}
export const ADMINISTRATION = { admin: { users: { groups: ['admin'] }, groups: { groups: ['admin'] } } }

export const TOKENS = {
  accessToken: /^eyJ/,
  idToken: /^eyJ/,
  refreshToken: String,
  expiresIn: 3600,
  tokenType: 'Bearer'
}

export const WRONG_CREDENTIALS = { status: 401, body: { code: 'FST_COGNITO_WRONG_CREDENTIALS' } }
export const INVALID_CODE = { status: 400, body: { code: 'FST_COGNITO_INVALID_CODE' } }
export const INVALID_SESSION = { status: 401, body: { code: 'FST_COGNITO_INVALID_SESSION' } }
export const INVALID_TOKEN = { status: 401, body: { code: 'FST_COGNITO_INVALID_TOKEN' } }
export const INVALID_REFRESH_TOKEN = { status: 401, body: { code: 'FST_COGNITO_INVALID_REFRESH_TOKEN' } }
export const TOO_OLD = { status: 401, body: { code: 'FST_COGNITO_SIGN_IN_TOO_OLD' } }
export const NOT_FOUND = { status: 404, body: { code: 'FST_COGNITO_NOT_FOUND' } }
export const LAST = { status: 409, body: { code: 'FST_COGNITO_LAST_ADMINISTRATOR' } }
export const FORBIDDEN = { status: 403, body: { code: 'FST_COGNITO_INSUFFICIENT_GROUPS' } }
export const DONE = { status: 204, body: null }
export const PASSWORD_REFUSED = { status: 400, body: { code: 'FST_COGNITO_PASSWORD_POLICY' } }

export function newUser ({ email, password, name, phone }: TestUser) {
  return { email, password, attributes: { name, phone_number: phone } }
}

export function credentials ({ email, password }: { email: string, password: string }) {
  return { username: email, password }
}

interface SignedIn {
  accessToken: string
  refreshToken: string
  device: { key: string, groupKey: string }
}

/** Signs an existing user in and returns the tokens. */
export async function signedIn (
  api: Visitor,
  person: { email: string, password: string }
): Promise<SignedIn> {
  const { status, body } = await api.post('/signin', credentials(person))
  if (status !== 200 || body.accessToken === undefined) {
    throw new Error(`the sign-in of ${person.email} ` + `returned ${status} ${JSON.stringify(body)}`)
  }
  return body
}

/** Returns another code of the same form. */
export function otherThan (code: string): string {
  return code.slice(0, -1) + ((Number(code.at(-1)) + 1) % 10)
}
