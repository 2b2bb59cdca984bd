import { Type, TypeGuard, type TObject } from '@sinclair/typebox'
import { assertDevelopment } from '../development.js'
import { errors } from '../errors.js'
import { describePool, regionOf, type Pool } from '../pool/pool.js'
import { DefaultAttributes } from '../schemas/sign-up.js'
import type { TokenUse } from '../user/current-user.js'
import type { ExtractToken } from '../verification/credential.js'
import type { KeySetTimes } from '../verification/key-set.js'
import { mistakesIn } from './mistakes.js'
import { OptionsSchema, type CognitoAuthOptions } from './schema.js'

/** The options once they are known to be right, with every default in place. */
export interface Settings {
  readonly pool: Pool
  readonly clientIds: ReadonlySet<string> | null
  /** The app client that speaks to Cognito's API; null where the options leave open which. */
  readonly apiClientId: string | null
  readonly clientSecret: string | undefined
  readonly tokenUse: TokenUse | null
  readonly endpoint: string | undefined
  readonly jwks: readonly unknown[] | null
  readonly times: KeySetTimes
  readonly clockTolerance: number
  readonly clock: () => number
  readonly extractToken: ExtractToken | undefined
  readonly refuseUnguarded: boolean
  readonly verifySignatures: boolean
  readonly routes: { readonly prefix: string, readonly attributes: TObject } | null
  /** What here may start in development only, in words; each is warned of. */
  readonly developmentOnly: readonly string[]
}

/**
 * The settings that options mean.
 *
 * @throws FST_COGNITO_INVALID_OPTIONS naming every mistake at once, FST_COGNITO_DEVELOPMENT_ONLY for what may not start here
 */
export function settingsFrom (given: CognitoAuthOptions): Settings {
  const wrong = mistakesIn(OptionsSchema, given)
  const mistakes = wrong.length > 0 ? wrong : contradictionsIn(given)
  if (mistakes.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(mistakes.join('\n'))
  const developmentOnly = developmentOnlyIn(given)
  for (const what of developmentOnly) assertDevelopment(what)
  return {
    pool: describePool({ name: 'default', ...given }),
    clientIds: given.clientId === null ? null : new Set([given.clientId].flat()),
    apiClientId: apiClientOf(given),
    clientSecret: given.clientSecret,
    tokenUse: given.tokenUse === undefined ? 'access' : given.tokenUse,
    endpoint: given.endpoint,
    jwks: given.jwks?.keys ?? null,
    times: timesFrom(given.jwksCache),
    clockTolerance: given.clockTolerance ?? 0,
    clock: given.clock ?? Date.now,
    extractToken: given.extractToken,
    refuseUnguarded: given.unguarded === 'refuse',
    verifySignatures: given.verification === undefined,
    routes: given.routes === undefined
      ? null
      : { prefix: given.routes.prefix ?? '', attributes: closed(given.routes.signUp?.attributes ?? DefaultAttributes) },
    developmentOnly
  }
}

/** By defaults, not by spreading: what is given as undefined counts as left out. */
function timesFrom ({ maxAge = 600_000, staleFor = 86_400_000, cooldown = 30_000, timeout = 3000 }: CognitoAuthOptions['jwksCache'] = {}): KeySetTimes {
  return { maxAge, staleFor, cooldown, timeout }
}

function apiClientOf ({ clientId, routes }: CognitoAuthOptions): string | null {
  if (routes?.clientId !== undefined) return routes.clientId
  const [only, ...more] = [clientId].flat()
  return more.length === 0 ? only as string | null : null
}

/** Whatever the application's own schema says of further keys: what it does not name, nobody writes. */
function closed (attributes: TObject): TObject {
  return Type.Object(attributes.properties, { ...attributes, additionalProperties: false })
}

/** What is well formed and cannot be meant. */
function contradictionsIn (given: CognitoAuthOptions): readonly string[] {
  return [
    ...regionMistakes(given),
    ...addressMistakes(given),
    ...clientMistakes(given),
    ...extractTokenMistakes(given),
    ...attributeMistakes(given.routes?.signUp?.attributes)
  ]
}

function regionMistakes ({ userPoolId, region, issuer, jwks, jwksUri }: CognitoAuthOptions): readonly string[] {
  const actual = regionOf(userPoolId)
  const mistakes: string[] = []
  if (actual === null && issuer === undefined) mistakes.push(`- userPoolId: ${userPoolId} is no pool of AWS's, so say where its tokens come from: issuer`)
  if (actual !== null && region !== undefined && region !== actual) mistakes.push(`- region: ${region} contradicts userPoolId, whose pool is in ${actual}; leave region out`)
  if (jwks !== undefined && jwksUri !== undefined) mistakes.push('- jwks: a key set in hand needs no jwksUri; give one of the two')
  return mistakes
}

const ADDRESSES = ['issuer', 'jwksUri', 'endpoint'] as const

function addressMistakes (given: CognitoAuthOptions): readonly string[] {
  return ADDRESSES.flatMap(field => {
    const value = given[field]
    if (value === undefined) return []
    if (!URL.canParse(value)) return [`- ${field}: is not an address; write it whole, with https://`]
    const { protocol, username, password, hash } = new URL(value)
    if (username !== '' || password !== '' || hash !== '') return [`- ${field}: must be without a username, a password and a fragment`]
    if (protocol === 'https:' || isPlainLoopback(value)) return []
    return [`- ${field}: must start with https:// (http:// only for this machine itself, in development)`]
  })
}

function isPlainLoopback (address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'http:' && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname))
}

function clientMistakes ({ clientId, routes }: CognitoAuthOptions): readonly string[] {
  if (routes === undefined) return []
  const ids = [clientId].flat()
  if (routes.clientId === undefined && (clientId === null || ids.length > 1)) {
    return ['- routes.clientId: say which app client signs people in, where clientId names several or any']
  }
  if (routes.clientId !== undefined && clientId !== null && !ids.includes(routes.clientId)) {
    return ['- routes.clientId: its tokens would be refused; name it in clientId too']
  }
  return []
}

/** What an async function gives is a promise, not a token: every request would be refused. */
function extractTokenMistakes ({ extractToken }: CognitoAuthOptions): readonly string[] {
  return extractToken?.constructor.name === 'AsyncFunction' ? ['- extractToken: must give the token itself, so it can\'t be async'] : []
}

/** OpenID Connect's standard claims, as far as a person may write them about themselves. */
const WRITABLE = new Set([
  'address', 'birthdate', 'email', 'family_name', 'gender', 'given_name', 'locale', 'middle_name', 'name', 'nickname',
  'phone_number', 'picture', 'preferred_username', 'profile', 'website', 'zoneinfo'
])

function attributeMistakes (attributes: TObject | undefined): readonly string[] {
  if (attributes === undefined) return []
  // A plain JSON schema says what is optional in another way: every attribute would silently be required.
  if (!TypeGuard.IsObject(attributes)) return ['- routes.signUp.attributes: expects a TypeBox object, Type.Object({ ... }) of @sinclair/typebox; got another object']
  return Object.keys(attributes.properties)
    .filter(name => !WRITABLE.has(name) && !/^custom:.{1,20}$/.test(name))
    .map(name => `- routes.signUp.attributes: ${name} is not an attribute that people write; there are the standard ones, and custom:<name>`)
}

function developmentOnlyIn (given: CognitoAuthOptions): readonly string[] {
  const plain = ADDRESSES.filter(field => given[field] !== undefined && isPlainLoopback(given[field]))
  return [
    ...(plain.length > 0 ? [`Plain http (${plain.join(', ')})`] : []),
    ...(given.verification !== undefined ? ["verification: 'disabled-for-development'"] : [])
  ]
}
