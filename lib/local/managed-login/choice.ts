import { allowsFlow, firstFactors } from '../pool/settings.js'
import type { SignInRequest } from './sign-in-request.js'
import { isClassic } from './version.js'

/** Returns whether sign-in is choice-based: users enter their username, then choose how to sign in. */
export function isChoiceBased ({ pool, client }: SignInRequest): boolean {
  const hasOther = firstFactors(pool.settings).some(factor => factor !== 'PASSWORD')
  return hasOther && allowsFlow(client, 'USER_AUTH') && !isClassic(pool)
}
