import type { Context } from '../command.js'
import { usageError } from '../error.js'
import { EXIT } from '../exit-codes.js'
import { readToken } from '../read-token.js'
import type { TokenValues } from './command.js'
import { decodeToken } from './decode.js'
import { explainToken } from './explain.js'
import { tokenText } from './text.js'
import { verifyToken, type Status } from './verify.js'

const NEED_POOL = ['client-id', 'audience', 'region', 'jwks-file', 'endpoint'] as const

/** Decodes a token, and verifies it if there is a pool. */
export async function runToken (values: TokenValues, context: Context): Promise<number> {
  const { file, 'user-pool-id': userPoolId } = values
  const useless = NEED_POOL.find(name => values[name] !== undefined)
  if (userPoolId === undefined && useless !== undefined) {
    throw usageError(`--${useless} is for verification; --user-pool-id is missing.`)
  }
  const token = await readToken(file, context)
  const decoded = decodeToken(token)
  const verification: Status =
    userPoolId !== undefined
      ? await verifyToken(token, { ...values, 'user-pool-id': userPoolId }, context)
      : { status: 'not-checked', explanation: UNCHECKED }
  const isJwt = !('problem' in decoded)
  const explained = isJwt
    ? explainToken(decoded, Date.now())
    : { kind: null, header: null, claims: null, problem: decoded.problem }
  const text = tokenText(explained, verification, context.reporter)
  context.reporter.result(text, { ...explained, verification })
  return isJwt && verification.status !== 'not-verified' ? EXIT.ok : EXIT.findings
}

const UNCHECKED = 'Anyone can write a token with any claims. --user-pool-id verifies it.'
