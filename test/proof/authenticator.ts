import { setTimeout as sleep } from 'node:timers/promises'
import { createGuardrails, generate } from 'otplib'

/** Computes the codes of an authenticator, with an independent library. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The secret of moto has seven bytes. */
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 7 })

/** How long a code is valid, in milliseconds. */
const STEP = 30_000

/** The time that a test has to send a code, in milliseconds. */
const MARGIN = 8000

/**
 * Returns the six-digit code for a secret.
 *
 * @param now - the clock of the subject. A subject with the clock of the machine may reject a code as soon as
 * its step ends, so the function waits for the next step if little time is left
 */
export async function authenticatorCode (secret: string, now: () => number): Promise<string> {
  const left = STEP - (now() % STEP)
  if (now === Date.now && left < MARGIN) await sleep(left)
  return generate({
    secret: withoutSpareBits(secret.toUpperCase()),
    epoch: Math.floor(now() / 1000),
    guardrails
  })
}

/** Returns the same with an authenticator that validates the secret. */
export async function strictCode (secret: string, now: number): Promise<string> {
  return generate({ secret, epoch: Math.floor(now / 1000) })
}

/**
 * Trailing bits that make no whole byte have no meaning: strict decoders require zeros (RFC 4648 section
 * 3.5).
 */
function withoutSpareBits (secret: string): string {
  const spare = (secret.length * 5) % 8
  const last = ALPHABET.indexOf(secret.at(-1) as string)
  return secret.slice(0, -1) + ALPHABET.charAt((last >> spare) << spare)
}
