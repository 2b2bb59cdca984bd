import type { At } from '../scenario.js'
import type { TestUser } from '../subject.js'
import { ADA, JANE, JOE, signedIn } from './steps.js'

/** The initial users. */
export const accounts = [ADA, JANE, JOE]

/** A user whose name is hard to search for. */
export const ZOE: TestUser = {
  email: 'zoe@example.com',
  password: 'Zebra-stripes-9',
  name: 'Zoe "Z." O\\Neil',
  phone: '+491711234569'
}
export const UNKNOWN_USER = 'nobody@example.com'
export const invitation = {
  email: ZOE.email,
  emailVerified: true,
  attributes: { name: ZOE.name, phone_number: ZOE.phone }
}

/** Ada, and her requests about a user, by email address. */
export async function asAda ({ api }: At) {
  const { accessToken } = await signedIn(api, ADA)
  const of = (username: string, path = '') => `/admin/users/${encodeURIComponent(username)}${path}`
  return {
    accessToken,
    get: (username: string) => api.get(of(username), accessToken),
    does: (path: string, { email }: { email: string } = JANE) =>
      api.post(of(email, `/${path}`), undefined, accessToken),
    deletes: ({ email }: { email: string }, query = '') => api.delete(of(email, query), accessToken),
    list: (query: Record<string, string> = {}) =>
      api.get(`/admin/users?${new URLSearchParams(query)}`, accessToken)
  }
}
