import type { UserPools } from '../pool/user-pools.js'
import type { HttpResponse, HttpRequest } from '../protocol/http.js'
import { imageOf, type Category, type Image } from './branding.js'
import { PASSKEY_SCRIPT } from './passkey-script.js'
import { styleSheet } from './style.js'
import { clientOf } from './version.js'

/** Returns the style sheet of the app client in the query. */
export async function style (pools: UserPools, { query }: HttpRequest): Promise<HttpResponse> {
  const { pool, client } = clientOf(pools, query.get('client_id')) ?? {}
  return asset('text/css; charset=utf-8', styleSheet(pool, client))
}

/** Returns the script for passkeys. */
export async function passkeyScript (): Promise<HttpResponse> {
  return asset('text/javascript; charset=utf-8', PASSKEY_SCRIPT)
}

/** Browsers request an icon where a page names none. */
export async function noIcon (): Promise<HttpResponse> {
  return { status: 204 }
}

/** Returns an image of the branding. */
export async function image (pools: UserPools, { query }: HttpRequest): Promise<HttpResponse> {
  const found = clientOf(pools, query.get('client_id'))
  const mode = query.get('mode') === 'DARK' ? 'DARK' : 'LIGHT'
  const category = (query.get('category') ?? 'FORM_LOGO') as Category
  const known = found && imageOf(found.pool, found.client, category, mode)
  if (known === undefined) return { status: 404, body: { message: 'Not Found' } }
  return asset(typeOf(known), Buffer.from(known.bytes, 'base64'))
}

const TYPES: Readonly<Record<string, string>> = {
  ICO: 'image/x-icon',
  JPEG: 'image/jpeg',
  PNG: 'image/png',
  SVG: 'image/svg+xml',
  WEBP: 'image/webp'
}

/** The logo of the classic hosted UI is a PNG or JPEG file; a JPEG file starts with FF D8. */
function typeOf ({ extension, bytes }: Image): string {
  const known = extension === undefined ? undefined : TYPES[extension]
  return known ?? (bytes.startsWith('/9') ? 'image/jpeg' : 'image/png')
}

function asset (type: string, body: string | Buffer): HttpResponse {
  return {
    status: 200,
    headers: {
      'content-type': type,
      'x-content-type-options': 'nosniff',
      // An image that is opened by itself runs no script.
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'cache-control': 'no-cache'
    },
    body
  }
}
