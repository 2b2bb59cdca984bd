import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Events } from 'fastify-cognito-auth'

type Channel = keyof Events

/**
 * The labels of a message: only values of which there are few, never a user, a key ID or an IP address.
 */
type Labels = Readonly<Record<string, string>>

/** A counter of the messages of one channel. */
interface Counted<C extends Channel = Channel> {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
  readonly labels: (message: Events[C]) => Labels
}

export const COUNTED: { readonly [C in Channel]: Counted<C> } = {
  'fastify-cognito-auth:token-verified': {
    name: 'cognito_tokens_verified',
    help: 'Tokens accepted; cached: already verified before.',
    labelNames: ['pool', 'cached'],
    labels: ({ user, cached }) => ({ pool: user.pool, cached: String(cached) })
  },
  'fastify-cognito-auth:token-rejected': {
    name: 'cognito_tokens_rejected',
    help: 'Tokens rejected, by reason.',
    labelNames: ['reason'],
    labels: ({ reason }) => ({ reason })
  },
  'fastify-cognito-auth:request-denied': {
    name: 'cognito_requests_denied',
    help: 'Requests denied by a guard, by error code.',
    labelNames: ['code'],
    labels: ({ code }) => ({ code })
  },
  'fastify-cognito-auth:keys-fetched': byPool('cognito_keys_fetched', 'Key sets fetched.'),
  'fastify-cognito-auth:keys-fetch-failed': byPool(
    'cognito_keys_fetch_failures',
    'Key sets that could not be fetched.'
  ),
  'fastify-cognito-auth:signed-up': byPool('cognito_sign_ups', 'Users signed up.'),
  'fastify-cognito-auth:signed-in': byPool('cognito_sign_ins', 'Completed sign-ins.'),
  'fastify-cognito-auth:signed-out': {
    name: 'cognito_sign_outs',
    help: 'Sign-outs; everywhere: of all sessions of a user.',
    labelNames: ['pool', 'everywhere'],
    labels: ({ pool, everywhere }) => ({ pool, everywhere: String(everywhere) })
  },
  'fastify-cognito-auth:password-changed': byPool('cognito_password_changes', 'Passwords changed or reset.'),
  'fastify-cognito-auth:contact-changed': byPool(
    'cognito_contact_changes',
    'Email addresses and phone numbers changed or verified.'
  ),
  'fastify-cognito-auth:mfa-changed': byPool('cognito_mfa_changes', 'Changes of MFA factors.'),
  'fastify-cognito-auth:passkey-registered': byPool('cognito_passkeys_registered', 'Passkeys registered.'),
  'fastify-cognito-auth:passkey-deleted': byPool('cognito_passkeys_deleted', 'Passkeys deleted.'),
  'fastify-cognito-auth:revoked': {
    name: 'cognito_revocations',
    help: 'Revocations of one session, or of all sessions of a user.',
    labelNames: ['target'],
    labels: revoked => ({ target: 'session' in revoked ? 'session' : 'user' })
  }
}

function byPool (name: string, help: string) {
  return { name, help, labelNames: ['pool'], labels: ({ pool }: { pool: string }) => ({ pool }) }
}

/**
 * Starts counting the events of every application in this process.
 *
 * @param counter - creates a counter, and returns a function that increments it
 * @returns a function that stops counting
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
