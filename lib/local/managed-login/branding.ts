import type { AssetType } from '@aws-sdk/client-cognito-identity-provider'
import type { AppClient } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import type { Table } from '../store/table.js'
import { isClassic } from './version.js'

/** An image as operations have received it: its bytes in base64. */
export interface Image {
  bytes: string
  /** Its extension in the API, if that is known. */
  extension?: string | undefined
}

/** A branding style of managed login, as CreateManagedLoginBranding stores it. */
interface Style {
  settings: {
    ClientId: string
    UseCognitoProvidedValues?: boolean
    Settings?: unknown
    Assets?: (Omit<AssetType, 'Bytes'> & { Bytes?: string })[]
  }
}

/** The look of the classic hosted UI, as SetUICustomization stores it. */
interface ClassicLook {
  settings: { CSS?: string }
  /** The image in base64. */
  image?: string
}

/** The images that pages show, by their category in the API. */
export type Category = 'FORM_LOGO' | 'PAGE_BACKGROUND' | 'FAVICON_ICO' | 'FAVICON_SVG'
export type Mode = 'LIGHT' | 'DARK'

function styleOf (pool: UserPool, client: AppClient): Style['settings'] | undefined {
  const styles: Table<Style> = pool.table('brandings')
  return styles.values().find(({ settings }) => settings.ClientId === client.id)?.settings
}

/** Returns whether the app client has a branding style. */
export function hasStyle (pool: UserPool, client: AppClient): boolean {
  return styleOf(pool, client) !== undefined
}

function classicLookOf (pool: UserPool, { id }: AppClient): ClassicLook | undefined {
  const looks: Table<ClassicLook> = pool.table('ui-customizations')
  return isClassic(pool) ? (looks.get(id) ?? looks.get('ALL')) : undefined
}

/** Returns the CSS of the classic hosted UI. */
export function classicCss (pool: UserPool, client: AppClient): string | undefined {
  return classicLookOf(pool, client)?.settings.CSS
}

/** Returns the settings of the app client's style. The classic hosted UI has none. */
export function styleSettings (pool: UserPool, client: AppClient): unknown {
  return isClassic(pool) ? undefined : styleOf(pool, client)?.Settings
}

/** Returns a value of the settings of a style, by its path. */
export function setting (settings: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], settings)
}

/** Returns an image for a mode. The logo of the classic hosted UI is the same in both. */
export function imageOf (
  pool: UserPool,
  client: AppClient,
  category: Category,
  mode: Mode
): Image | undefined {
  if (isClassic(pool)) {
    const bytes = category === 'FORM_LOGO' ? classicLookOf(pool, client)?.image : undefined
    return bytes === undefined ? undefined : { bytes }
  }
  const assets = styleOf(pool, client)?.Assets ?? []
  const candidates = assets.filter(({ Category }) => Category === category)
  const asset =
    candidates.find(({ ColorMode }) => ColorMode === mode) ??
    candidates.find(({ ColorMode }) => ColorMode === 'DYNAMIC')
  return asset?.Bytes === undefined ? undefined : { bytes: asset.Bytes, extension: asset.Extension }
}

/** Switches of the settings that hide an image. */
const SWITCHES: Partial<Record<Category, string>> = {
  FORM_LOGO: 'components.form.logo.enabled',
  PAGE_BACKGROUND: 'components.pageBackground.image.enabled'
}

/** Returns the URL of an image that pages show. */
export function imageUrl (
  pool: UserPool,
  client: AppClient,
  category: Category,
  mode: Mode
): string | undefined {
  const path = SWITCHES[category]
  const isHidden = path !== undefined && setting(styleSettings(pool, client), path) === false
  if (isHidden || imageOf(pool, client, category, mode) === undefined) return undefined
  return `/managed-login/image?${new URLSearchParams({ client_id: client.id, category, mode }).toString()}`
}
