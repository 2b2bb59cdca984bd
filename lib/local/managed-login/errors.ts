import type { HttpResponse } from '../protocol/http.js'
import { toCallback, type Callback } from './callback.js'

/** An error of RFC 6749 section 5.2. Its message is the error's name there. */
export class OAuthError extends Error {}

/** An error that cannot be returned to the app client: `/error` shows it. The message is its name. */
export class PageError extends Error {}

/** An error that is returned to the callback of the app client (RFC 6749 section 4.1.2.1). */
export class CallbackError extends Error {
  readonly callback: Callback
  readonly description: string | undefined

  constructor (callback: Callback, error: string, description?: string) {
    super(error)
    this.callback = callback
    this.description = description
  }
}

/** Redirects to the app client with an error. */
export function callbackError ({ message, description, callback }: CallbackError): HttpResponse {
  return toCallback(callback, {
    ...(description !== undefined && { error_description: description }),
    error: message
  })
}
