import { createHmac, randomBytes } from 'node:crypto'
import { invalidParameter, required } from './refusal.js'

/**
 * The Secure Remote Password protocol as far as the values have to pass through unchanged. The proof is no proof of
 * the protocol: it is a digest of the same ingredients, so a test can make it without a library.
 */

/** As AWS has it: `Tue Mar 5 09:07:01 UTC 2024`, the day without a leading zero. */
const TIMESTAMP = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [1-9]\d? \d\d:\d\d:\d\d UTC \d{4}$/

/** What the server says in answer to SRP_A. */
export function srpParameters (username: string): Record<string, string> {
  return {
    SRP_B: randomBytes(384).toString('hex'),
    SALT: randomBytes(16).toString('hex'),
    SECRET_BLOCK: randomBytes(1200).toString('base64'),
    USERNAME: username,
    USER_ID_FOR_SRP: username
  }
}

export function checkSrpA (value: string): void {
  if (!/^[0-9a-f]+$/i.test(value)) throw invalidParameter('SRP_A is not a hexadecimal number')
}

/** The PASSWORD_CLAIM_SIGNATURE that this server takes. */
export function srpProof ({ password, secretBlock, timestamp }: { password: string, secretBlock: string, timestamp: string }): string {
  return createHmac('sha256', password).update(secretBlock + timestamp).digest('base64')
}

/** What a proof consists of, whatever it proves. */
export function claimOf (responses: Record<string, string>): { signature: string, block: string, timestamp: string } {
  const signature = required(responses, 'PASSWORD_CLAIM_SIGNATURE')
  const block = required(responses, 'PASSWORD_CLAIM_SECRET_BLOCK')
  const timestamp = required(responses, 'TIMESTAMP')
  if (!TIMESTAMP.test(timestamp)) throw invalidParameter('TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.')
  return { signature, block, timestamp }
}

/** Whether the responses prove the password to a secret block. */
export function isProved (responses: Record<string, string>, secretBlock: string, password: string | null): boolean {
  const { signature, block, timestamp } = claimOf(responses)
  return password !== null && block === secretBlock && signature === srpProof({ password, secretBlock, timestamp })
}
