import { context, type Fields } from '../emulator.js'
import type { AppClient, RefreshTokenRotation } from '../records.js'
import { invalidParameter } from '../exception.js'
import { isObject, isWithin, text } from '../input.js'
import type { Parts } from '../parts.js'

/** AWS's default units; cognito-local's are minutes for ID tokens. */
const UNITS = { AccessToken: 'hours', IdToken: 'hours', RefreshToken: 'days' }

export async function createUserPoolClient (parts: Parts, body: Fields): Promise<Fields> {
  await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  const rotation = rotationOf(body)
  checkSettings(body, rotation)
  const answer = await parts.delegate('CreateUserPoolClient', {
    ...body, TokenValidityUnits: { ...UNITS, ...body['TokenValidityUnits'] as object }
  })
  return await withRotation(parts, answer, rotation)
}

export async function updateUserPoolClient (parts: Parts, body: Fields): Promise<Fields> {
  const rotation = rotationOf(body)
  checkSettings(body, rotation)
  return await withRotation(parts, await parts.delegate('UpdateUserPoolClient', body), rotation)
}

export async function describeUserPoolClient (parts: Parts, body: Fields): Promise<Fields> {
  text(body, 'ClientId')
  return await withRotation(parts, await parts.delegate('DescribeUserPoolClient', body), undefined)
}

/** Keep the rotation that was asked for with the client, and answer what it has. */
async function withRotation (parts: Parts, answer: Fields, asked: RefreshTokenRotation | undefined): Promise<Fields> {
  const described = answer['UserPoolClient'] as AppClient
  const client = await parts.pools.getAppClient(context, described.ClientId) as AppClient
  if (asked !== undefined) {
    const pool = await parts.pools.getUserPool(context, client.UserPoolId)
    await pool.saveAppClient(context, { ...client, RefreshTokenRotation: asked })
  }
  const rotation = asked ?? client.RefreshTokenRotation
  return { UserPoolClient: { ...described, ...rotation && { RefreshTokenRotation: rotation } } }
}

function rotationOf (body: Fields): RefreshTokenRotation | undefined {
  const rotation = body['RefreshTokenRotation']
  if (rotation === undefined || rotation === null) return undefined
  if (!isObject(rotation)) throw invalidParameter('RefreshTokenRotation must be an object')
  const { Feature, RetryGracePeriodSeconds: grace = 0 } = rotation
  if (Feature !== 'ENABLED' && Feature !== 'DISABLED') throw invalidParameter('RefreshTokenRotation.Feature must be ENABLED or DISABLED')
  if (!isWithin(grace, 0, 60)) throw invalidParameter('RefreshTokenRotation.RetryGracePeriodSeconds must be 0 to 60')
  return { Feature, RetryGracePeriodSeconds: grace }
}

function checkSettings (body: Fields, rotation: RefreshTokenRotation | undefined): void {
  const flows = (body['ExplicitAuthFlows'] ?? []) as string[]
  if (rotation?.Feature === 'ENABLED' && flows.includes('ALLOW_REFRESH_TOKEN_AUTH')) {
    throw invalidParameter('ALLOW_REFRESH_TOKEN_AUTH is not allowed when refresh token rotation is enabled')
  }
  const units = body['TokenValidityUnits'] ?? {}
  if (!isObject(units) || !Object.values(units).every(unit => ['seconds', 'minutes', 'hours', 'days'].includes(String(unit)))) {
    throw invalidParameter('TokenValidityUnits must be seconds, minutes, hours or days')
  }
  for (const name of ['AccessTokenValidity', 'IdTokenValidity', 'RefreshTokenValidity']) {
    if (!isWithin(body[name] ?? 1, 1, 315360000)) throw invalidParameter(`${name} must be a positive number`)
  }
}
