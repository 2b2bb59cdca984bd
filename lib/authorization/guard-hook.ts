import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { hasSubscribers, publish, requestInfo } from '../events.js'
import type { Authentication } from './authentication.js'
import { setErrorHeaders } from './error-headers.js'
import { evaluate, type GuardCheck } from './guard-check.js'
import type { Hook } from './guard.js'
import type { Caller } from './request-auth.js'
import type { SignInRedirect } from './sign-in-redirect.js'

interface GuardHookOptions extends GuardCheck {
  readonly authentication: Authentication
  /** For pages: redirects visitors to the sign-in, in place of an error. */
  readonly redirect?: SignInRedirect | undefined
}

/**
 * Creates a hook that authenticates a request and evaluates a check. It completes synchronously if the token
 * is in the cache, which spares Fastify a promise. Without a callback, it always returns a promise.
 */
export function createGuardHook (options: GuardHookOptions): Hook {
  const { authentication } = options
  const hook = (
    request: FastifyRequest,
    reply: FastifyReply,
    ...rest: unknown[]
  ): Promise<void> | undefined => {
    // In a `preParsing` hook, the payload comes before the callback.
    const done = endHook(rest.at(-1))
    try {
      const caller = authentication.authenticate(request, reply)
      if (caller instanceof Promise) return evaluateLater(caller, request, reply, options)
      const pending = evaluate(request, caller, options)
      if (pending !== undefined) return authorizeLater(pending, request, reply, options)
    } catch (error) {
      return options.redirect?.(request, reply, error) ?? done(deny(request, reply, error, options))
    }
    return done()
  }
  return hook as unknown as Hook
}

async function evaluateLater (
  authenticating: Promise<Caller>,
  request: FastifyRequest,
  reply: FastifyReply,
  options: GuardHookOptions
): Promise<void> {
  try {
    await evaluate(request, await authenticating, options)
  } catch (error) {
    const redirected = options.redirect?.(request, reply, error)
    if (redirected === undefined) throw deny(request, reply, error, options)
    // Fastify continues with the request once the response is sent.
    await redirected
  }
}

async function authorizeLater (
  pending: Promise<void>,
  request: FastifyRequest,
  reply: FastifyReply,
  options: GuardHookOptions
): Promise<void> {
  try {
    await pending
  } catch (error) {
    throw deny(request, reply, error, options)
  }
}

/** Logs and publishes that a request is denied. Returns the error to respond with. */
function deny (
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  { authentication, requirements: { scopes, recentSignIn } }: GuardHookOptions
): unknown {
  const responseError = authentication.responseError(request, error)
  publishDenied(responseError, request)
  setErrorHeaders(reply, responseError, {
    scopes: scopes === undefined ? [] : [...scopes.all, ...scopes.any],
    maxAge: recentSignIn
  })
  return responseError
}

/**
 * Rejected tokens have an event of their own. Server errors and errors of the application's `extractToken`
 * are not published.
 */
function publishDenied (responseError: unknown, request: FastifyRequest): void {
  if (!hasSubscribers('fastify-cognito-auth:request-denied')) return
  const { code, statusCode } = responseError as { code: string, statusCode: number }
  if (
    !Object.hasOwn(errors, code) ||
    statusCode >= 500 ||
    responseError instanceof errors.FST_COGNITO_INVALID_TOKEN
  ) {
    return
  }
  publish('fastify-cognito-auth:request-denied', { code, statusCode, request: requestInfo(request) })
}

/** Completes a hook, with an error if the request is denied. */
type EndHook = (error?: unknown) => Promise<void> | undefined

function endHook (value: unknown): EndHook {
  return typeof value === 'function' ? (value as EndHook) : endAsync
}

async function endAsync (error?: unknown): Promise<void> {
  if (error !== undefined) throw error
}
