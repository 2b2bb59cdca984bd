import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Events } from 'fastify-cognito-auth'

type Channel = keyof Events

/**
 * By what messages are told apart: words of which there are few. Never who it was, a key id or an address.
 */
type Labels = Readonly<Record<string, string>>

/** A counter of what is told on one channel. */
interface Counted<C extends Channel = Channel> {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
  readonly labels: (message: Events[C]) => Labels
}

export const COUNTED: { readonly [C in Channel]: Counted<C> } = {
  'fastify-cognito-auth:token-verified': {
    name: 'cognito_tokens_verified',
    help: 'Tokens found good; cached: they had been before.',
    labelNames: ['pool', 'cached'],
    labels: ({ user, cached }) => ({ pool: user.pool, cached: String(cached) })
  },
  'fastify-cognito-auth:token-rejected': {
    name: 'cognito_tokens_rejected',
    help: 'Tokens refused, by why.',
    labelNames: ['reason'],
    labels: ({ reason }) => ({ reason })
  },
  'fastify-cognito-auth:request-denied': {
    name: 'cognito_requests_denied',
    help: 'Requests that a guard turned down, by the code of the error.',
    labelNames: ['code'],
    labels: ({ code }) => ({ code })
  },
  'fastify-cognito-auth:keys-fetched': byPool('cognito_keys_fetched', 'Key sets fetched.'),
  'fastify-cognito-auth:keys-fetch-failed': byPool(
    'cognito_keys_fetch_failures',
    'Key sets that could not be fetched.'
  ),
  'fastify-cognito-auth:signed-up': byPool('cognito_sign_ups', 'Accounts made.'),
  'fastify-cognito-auth:signed-in': byPool('cognito_sign_ins', 'Sign-ins that ended in tokens.'),
  'fastify-cognito-auth:signed-out': {
    name: 'cognito_sign_outs',
    help: "Sessions ended; everywhere: all of a person's at once.",
    labelNames: ['pool', 'everywhere'],
    labels: ({ pool, everywhere }) => ({ pool, everywhere: String(everywhere) })
  },
  'fastify-cognito-auth:password-changed': byPool('cognito_password_changes', 'Passwords changed or reset.'),
  'fastify-cognito-auth:contact-changed': byPool('cognito_contact_changes', 'Addresses changed or verified.'),
  'fastify-cognito-auth:mfa-changed': byPool('cognito_mfa_changes', 'Changes of second factors.'),
  'fastify-cognito-auth:passkey-registered': byPool('cognito_passkeys_registered', 'Passkeys registered.'),
  'fastify-cognito-auth:passkey-deleted': byPool('cognito_passkeys_deleted', 'Passkeys deleted.'),
  'fastify-cognito-auth:revoked': {
    name: 'cognito_revocations',
    help: 'Revocations, of one session or of all that a person has.',
    labelNames: ['target'],
    labels: revoked => ({ target: 'session' in revoked ? 'session' : 'user' })
  }
}

function byPool (name: string, help: string) {
  return { name, help, labelNames: ['pool'], labels: ({ pool }: { pool: string }) => ({ pool }) }
}

/**
 * Counts what happens from here on, in this process, whichever application it happens in.
 *
 * @param counter - makes a counter, and gives what adds one to it
 * @returns a function that ends it
 */
export function count (counter: (counted: Counted) => (labels: Labels) => void): () => void {
  const channels = Object.entries(COUNTED) as [Channel, Counted][]
  const listeners = channels.map(([channel, counted]) => {
    const addOne = counter(counted)
    const listener = (message: unknown) => {
      addOne(counted.labels(message as Events[Channel]))
    }
    subscribe(channel, listener)
    return () => unsubscribe(channel, listener)
  })
  return () => {
    listeners.forEach(stop => stop())
  }
}
