import { allowsFlow, firstFactors } from '../pool/settings.js'
import type { SignInRequest } from './sign-in-request.js'
import { isClassic } from './version.js'

/** Returns whether users choose how to sign in, after entering their username. */
export function isByChoice ({ pool, client }: SignInRequest): boolean {
  const isMore = firstFactors(pool.settings).some(factor => factor !== 'PASSWORD')
  return isMore && allowsFlow(client, 'USER_AUTH') && !isClassic(pool)
}
