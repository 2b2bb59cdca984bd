import { createGuardrails, generate } from 'otplib'

/** What an authenticator shows: by a library of its own, not by the code of any Cognito here. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** moto's secret has seven bytes. */
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 7 })

/** The six digits for a secret. @param now - milliseconds since the epoch */
export async function authenticatorCode (secret: string, now: number): Promise<string> {
  return generate({
    secret: withoutSpareBits(secret.toUpperCase()),
    epoch: Math.floor(now / 1000),
    guardrails
  })
}

/** The same by an authenticator that takes no secret but a proper one. */
export async function strictCode (secret: string, now: number): Promise<string> {
  return generate({ secret, epoch: Math.floor(now / 1000) })
}

/**
 * Bits at the end that make no whole byte mean nothing: strict decoders want them to be zero (RFC 4648
 * section 3.5).
 */
function withoutSpareBits (secret: string): string {
  const spare = (secret.length * 5) % 8
  const last = ALPHABET.indexOf(secret.at(-1) as string)
  return secret.slice(0, -1) + ALPHABET.charAt((last >> spare) << spare)
}
