import { refusal } from './refusal.js'

/** A Cognito token has some 1,000 characters; groups and custom claims make it longer, never this long. */
export const MAX_TOKEN_LENGTH = 8192

/** The media types a JWT of Cognito's may name (RFC 7519 5.1, RFC 9068 2.1); Cognito itself names none. */
const TYPES = new Set(['jwt', 'at+jwt', 'application/at+jwt'])

/**
 * The key id that a token names, once its form is right: three segments of canonical base64url, RS256,
 * and no header parameter that would change what the signature means. Nothing in it is trusted yet.
 *
 * @throws FST_COGNITO_INVALID_TOKEN
 */
export function readKeyId (token: string): string {
  if (token.length > MAX_TOKEN_LENGTH) throw refusal('too-long')
  const segments = token.split('.', 4)
  if (segments.length !== 3 || !segments.every(isCanonical)) throw refusal('malformed')
  const { alg, kid, typ, ...others } = parseHeader(segments[0] as string)
  if (alg !== 'RS256') throw refusal('algorithm', { kid })
  if (typeof kid !== 'string') throw refusal('header')
  if (typ !== undefined && !(typeof typ === 'string' && TYPES.has(typ.toLowerCase()))) throw refusal('header', { kid })
  // RFC 7515 4.1.11: what must be understood and is not, refuses the token. RFC 7797 and 7516 change what is signed.
  if ('crit' in others || 'b64' in others || 'zip' in others || 'enc' in others) throw refusal('header', { kid })
  return kid
}

/**
 * One spelling for each sequence of bytes (RFC 4648 3.5): decoders ignore the unused bits of the last character,
 * and a second spelling of a token would pass any list that is kept by its text.
 */
function isCanonical (segment: string): boolean {
  if (segment === '' || !/^[A-Za-z0-9_-]+$/.test(segment)) return false
  switch (segment.length % 4) {
    case 0: return true
    case 2: return 'AQgw'.includes(segment.at(-1) as string)
    case 3: return 'AEIMQUYcgkosw048'.includes(segment.at(-1) as string)
    default: return false
  }
}

function parseHeader (segment: string): Record<string, unknown> {
  let header: unknown
  try {
    header = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'))
  } catch {
    throw refusal('malformed')
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw refusal('malformed')
  return header as Record<string, unknown>
}
