import { randomUUID } from 'node:crypto'
import type {
  CreateManagedLoginBrandingRequest,
  DeleteManagedLoginBrandingRequest,
  DescribeManagedLoginBrandingByClientRequest,
  DescribeManagedLoginBrandingRequest,
  GetUICustomizationRequest,
  GetUICustomizationResponse,
  ManagedLoginBrandingType,
  SetUICustomizationRequest,
  UpdateManagedLoginBrandingRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { CognitoException, orNotFound, invalidParameter } from '../pool/exception.js'
import type { AppClient } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import type { Table } from '../store/table.js'
import { describeSettings, putSettings, type SettingsRecord } from './settings-record.js'
import { namedClient } from './lookup.js'

/**
 * A style of managed login, as it is stored: with its app client, and with the settings as they were
 * received.
 */
type Style = SettingsRecord<Record<string, unknown> & { ClientId: string }>

interface Output {
  ManagedLoginBranding: ManagedLoginBrandingType
}

export function createManagedLoginBranding (
  pools: UserPools,
  input: CreateManagedLoginBrandingRequest
): Output {
  const { pool, client } = namedClient(pools, input as { UserPoolId: string, ClientId: string })
  if (styleOf(pool, client) !== undefined) {
    throw new CognitoException(
      'ManagedLoginBrandingExistsException',
      'A branding style exists for this app client already.'
    )
  }
  const id = randomUUID()
  const settings = {
    UseCognitoProvidedValues: false,
    ...input,
    ManagedLoginBrandingId: id,
    ClientId: client.id
  }
  return describeStyle(putSettings(pool, stylesOf(pool), id, settings))
}

export function describeManagedLoginBranding (
  pools: UserPools,
  input: Valid<DescribeManagedLoginBrandingRequest>
): Output {
  return describeStyle(getStyle(pools.get(input.UserPoolId), input.ManagedLoginBrandingId))
}

export function describeManagedLoginBrandingByClient (
  pools: UserPools,
  input: Valid<DescribeManagedLoginBrandingByClientRequest>
): Output {
  const { pool, client } = namedClient(pools, input)
  return describeStyle(orNotFound(styleOf(pool, client), MISSING))
}

/** Omitted settings stay unchanged. */
export function updateManagedLoginBranding (
  pools: UserPools,
  input: UpdateManagedLoginBrandingRequest
): Output {
  const pool = pools.get(String(input.UserPoolId))
  const id = String(input.ManagedLoginBrandingId)
  return describeStyle(putSettings(pool, stylesOf(pool), id, { ...getStyle(pool, id).settings, ...input }))
}

export function deleteManagedLoginBranding (
  pools: UserPools,
  input: Valid<DeleteManagedLoginBrandingRequest>
): void {
  const pool = pools.get(input.UserPoolId)
  getStyle(pool, input.ManagedLoginBrandingId)
  stylesOf(pool).delete(input.ManagedLoginBrandingId)
}

/** The key of the look of app clients without one of their own. */
const ALL = 'ALL'

/** The look of the classic hosted UI: of an app client, or else of the pool. */
export function getUICustomization (
  pools: UserPools,
  { UserPoolId, ClientId = ALL }: Valid<GetUICustomizationRequest>
): GetUICustomizationResponse {
  const table = looksOf(pools.get(UserPoolId))
  const look = table.get(ClientId) ?? table.get(ALL)
  return { UICustomization: look === undefined ? {} : describeSettings(look) }
}

export function setUICustomization (
  pools: UserPools,
  { UserPoolId, ClientId = ALL, CSS, ImageFile }: SetUICustomizationRequest
): GetUICustomizationResponse {
  const pool = pools.get(String(UserPoolId))
  if (CSS !== undefined) checkCss(CSS)
  const settings = {
    UserPoolId: pool.id,
    ClientId,
    ...(CSS !== undefined && { CSS, CSSVersion: String(pool.now()) }),
    ...(ImageFile !== undefined && { ImageUrl: imageUrl(pool, ClientId) })
  }
  // Requests have the bytes in base64.
  const image = ImageFile === undefined ? {} : { image: String(ImageFile) }
  const look = { ...putSettings(pool, looksOf(pool), ClientId, settings), ...image }
  return { UICustomization: describeSettings(looksOf(pool).put(ClientId, look)) }
}

/** The classes that a style sheet of the classic hosted UI can have. */
const CLASSES = new Set(
  `background banner errorMessage idpButton idpButton:hover idpDescription inputField inputField:focus label
  legalText logo passwordCheck-valid passwordCheck-notValid redirect socialButton submitButton
  submitButton:hover textDescription`
    .split(/\s+/)
    .map(name => name.replace(/^([\w-]+)/, '.$1-customizable'))
)

/** Throws for CSS with at-rules or other selectors (Developer Guide, Customizing hosted UI branding). */
function checkCss (css: string): void {
  const text = css.replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const selectors = text.replaceAll(/\{[^{}]*\}/g, ',').split(',')
  const unknown = selectors.map(selector => selector.trim()).find(name => name !== '' && !CLASSES.has(name))
  if (unknown !== undefined) throw invalidParameter(`Invalid CSS: ${unknown.slice(0, 100)}`)
}

/** Returns the URL of the logo: of an app client, or of the first one that the pool has. */
function imageUrl (pool: UserPool, clientId: string): string {
  const id = clientId === ALL ? (pool.clients.values()[0]?.id ?? ALL) : clientId
  return `${pool.environment.endpoint}/managed-login/image?client_id=${id}`
}

function looksOf (pool: UserPool): Table<SettingsRecord<Record<string, string>> & { image?: string }> {
  return pool.table('ui-customizations')
}

function stylesOf (pool: UserPool): Table<Style> {
  return pool.table('brandings')
}

function styleOf (pool: UserPool, { id }: AppClient): Style | undefined {
  return stylesOf(pool)
    .values()
    .find(({ settings }) => settings.ClientId === id)
}

const MISSING = 'ManagedLoginBranding does not exist.'

const getStyle = (pool: UserPool, id: string): Style => orNotFound(stylesOf(pool).get(id), MISSING)

function describeStyle (style: Style): Output {
  const { ClientId: _client, ...description } = describeSettings(style)
  return { ManagedLoginBranding: description }
}
