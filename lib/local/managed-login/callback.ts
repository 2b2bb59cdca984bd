import type { HttpResponse } from '../protocol/http.js'

/** The callback of a sign-in, and the response type. */
export interface Callback {
  redirectUri: string
  responseType: 'code' | 'token'
  state?: string
}

/** Redirects to the app client: a code is in the query, tokens are in the fragment. */
export function toCallback (
  { redirectUri, responseType, state }: Callback,
  parameters: Record<string, string>
): HttpResponse {
  const text = new URLSearchParams({ ...parameters, ...(state !== undefined && { state }) }).toString()
  const separator = responseType === 'token' ? '#' : redirectUri.includes('?') ? '&' : '?'
  return redirect(`${redirectUri}${separator}${text}`)
}

export function redirect (location: string, cookies: string[] = []): HttpResponse {
  return { status: 302, headers: { location, 'set-cookie': cookies, 'referrer-policy': 'same-origin' } }
}
