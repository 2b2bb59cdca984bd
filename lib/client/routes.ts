import type { AuthRoutes } from './types.js'

/** The routes of the methods that send one request. */
export const ROUTES: Readonly<Record<keyof AuthRoutes, string>> = {
  signUp: 'POST /signup',
  resendConfirmationCode: 'POST /signup/resend',
  forgotPassword: 'POST /password/forgot',
  resetPassword: 'POST /password/reset',
  changePassword: 'POST /password/change',
  getProfile: 'GET /me',
  updateProfile: 'PATCH /me',
  sendAttributeCode: 'POST /me/attributes/:name/code',
  verifyAttribute: 'POST /me/attributes/:name/verify',
  setupTotp: 'POST /me/mfa/totp',
  verifyTotp: 'POST /me/mfa/totp/verify',
  getMfaPreferences: 'GET /me/mfa',
  setMfaPreferences: 'PUT /me/mfa',
  listPasskeys: 'GET /me/passkeys',
  deletePasskey: 'DELETE /me/passkeys/:id',
  listDevices: 'GET /me/devices',
  updateDevice: 'PUT /me/devices/:key',
  forgetDevice: 'DELETE /me/devices/:key',
  listSessions: 'GET /me/sessions',
  revokeSession: 'DELETE /me/sessions/:sessionId',
  listAuthEvents: 'GET /me/auth-events',
  setAuthEventFeedback: 'PUT /me/auth-events/:eventId/feedback',
  setAuthEventFeedbackByToken: 'POST /auth-events/feedback'
}

/** A request to a route: its input is in the path, then in the query or the body. */
export interface RouteRequest {
  readonly method: string
  readonly path: string
  readonly body: object | undefined
}

/**
 * Returns the request to a route: its method, path and body.
 *
 * @throws TypeError if a parameter of the path would lead to another route
 */
export function routeRequest (route: string, input: object = {}): RouteRequest {
  const [method = '', template = ''] = route.split(' ')
  const rest: Record<string, unknown> = { ...input }
  const path = template.replace(/:(\w+)/g, (_, name: string) => {
    const value = String(rest[name])
    delete rest[name]
    // URLs are resolved without segments of dots, even encoded ones (WHATWG URL, 4.4).
    if (/^\.{0,2}$/.test(value)) throw new TypeError(`${name} must not be empty, . or ..`)
    return encodeURIComponent(value)
  })
  const entries = Object.entries(rest).filter(([, value]) => value !== undefined)
  if (entries.length === 0) return { method, path, body: undefined }
  if (method !== 'GET' && method !== 'DELETE') return { method, path, body: rest }
  const query = new URLSearchParams(entries.map(([name, value]) => [name, String(value)]))
  return { method, path: `${path}?${query}`, body: undefined }
}
