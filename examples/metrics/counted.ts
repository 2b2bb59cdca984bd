import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Events } from 'fastify-cognito-auth'

type Channel = keyof Events

/** By what messages are told apart: words of which there are few. Never who it was, a key id or an address. */
type Labels = Readonly<Record<string, string>>

/** A counter of what is told on one channel. */
interface Counted<C extends Channel = Channel> {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
  readonly labels: (message: Events[C]) => Labels
}

export const COUNTED: { readonly [C in Channel]: Counted<C> } = {
  'fastify-cognito-auth:verified': {
    name: 'cognito_tokens_verified',
    help: 'Tokens found good; seen: they had been before.',
    labelNames: ['pool', 'seen'],
    labels: ({ user, seen }) => ({ pool: user.pool, seen: String(seen) })
  },
  'fastify-cognito-auth:refused': {
    name: 'cognito_tokens_refused',
    help: 'Tokens refused, by why.',
    labelNames: ['reason'],
    labels: ({ reason }) => ({ reason })
  },
  'fastify-cognito-auth:guard-refused': {
    name: 'cognito_guard_refusals',
    help: 'Requests that a guard turned down, by the code of the error.',
    labelNames: ['code'],
    labels: ({ code }) => ({ code })
  },
  'fastify-cognito-auth:keys-fetched': byPool('cognito_keys_fetched', 'Key sets fetched.'),
  'fastify-cognito-auth:keys-failed': byPool('cognito_keys_failed', 'Key sets that could not be fetched.'),
  'fastify-cognito-auth:signed-up': byPool('cognito_sign_ups', 'Accounts made.'),
  'fastify-cognito-auth:signed-in': byPool('cognito_sign_ins', 'Sign-ins that ended in tokens.'),
  'fastify-cognito-auth:signed-out': {
    name: 'cognito_sign_outs',
    help: 'Sessions ended; everywhere: all of a person\'s at once.',
    labelNames: ['pool', 'everywhere'],
    labels: ({ pool, everywhere }) => ({ pool, everywhere: String(everywhere) })
  },
  'fastify-cognito-auth:password-changed': byPool('cognito_password_changes', 'Passwords changed or reset.'),
  'fastify-cognito-auth:address-changed': byPool('cognito_address_changes', 'Addresses changed or verified.'),
  'fastify-cognito-auth:factors-changed': byPool('cognito_factor_changes', 'Changes of second factors.'),
  'fastify-cognito-auth:passkey-added': byPool('cognito_passkeys_added', 'Passkeys registered.'),
  'fastify-cognito-auth:passkey-removed': byPool('cognito_passkeys_removed', 'Passkeys deleted.'),
  'fastify-cognito-auth:revoked': {
    name: 'cognito_revocations',
    help: 'Revocations, of one session or of all that a person has.',
    labelNames: ['what'],
    labels: revoked => ({ what: 'session' in revoked ? 'session' : 'user' })
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
    const listener = (message: unknown) => { addOne(counted.labels(message as Events[Channel])) }
    subscribe(channel, listener)
    return () => unsubscribe(channel, listener)
  })
  return () => { listeners.forEach(stop => stop()) }
}
