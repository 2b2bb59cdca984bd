import { createGuardrails, generate } from 'otplib'

/** Computes the codes of an authenticator, with an independent library. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The secret of moto has seven bytes. */
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 7 })

/** Returns the six-digit code for a secret. @param now - milliseconds since the epoch */
export async function authenticatorCode (secret: string, now: number): Promise<string> {
  return generate({
    secret: withoutSpareBits(secret.toUpperCase()),
    epoch: Math.floor(now / 1000),
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
