import { isPlainHttp } from '../pool/loopback.js'
import { dnsSuffixOf } from '../pool/partitions.js'
import { correctedIssuer, describePool, regionIn, regionOf } from '../pool/pool.js'
import { describeUrl, describeValue } from './describe-value.js'
import { URL_FIELDS, type NamedPool } from './named-pools.js'
import { suggestRegion } from './suggest-region.js'
import { optionError } from './option-error.js'

/** Returns the errors of the options of one pool that are valid by themselves but not together. */
export function poolErrors (pool: NamedPool): readonly string[] {
  return [...regionErrors(pool), ...urlErrors(pool), ...issuerErrors(pool), ...secretErrors(pool)]
}

function secretErrors ({ path, options: { clientSecret, machine } }: NamedPool): readonly string[] {
  return Object.entries({ clientSecret, 'machine.clientSecret': machine?.clientSecret }).flatMap(
    ([field, secrets]) =>
      Array.isArray(secrets) && new Set(secrets).size < secrets.length
        ? [optionError(`${path}${field}`, 'must be two different secrets; got the same secret twice')]
        : []
  )
}

function regionErrors ({
  path,
  options: { userPoolId, region, regions = [], issuer, jwks, jwksUri }
}: NamedPool): readonly string[] {
  const actual = regionOf(userPoolId)
  const problems: string[] = []
  if (actual === null && issuer === undefined) {
    problems.push(optionError(`${path}userPoolId`, unknownPool(userPoolId)))
  }
  if (actual !== null && region !== undefined && region !== actual) {
    problems.push(
      optionError(
        `${path}region`,
        `must be ${actual}, the Region in userPoolId, or omitted; got ${describeValue([], region)}`
      )
    )
  }
  if (regions.length > 0 && issuer !== undefined) {
    problems.push(optionError(`${path}regions`, 'cannot be combined with issuer; omit one of them'))
  }
  for (const name of regions.filter(name => dnsSuffixOf(name) === null)) {
    problems.push(
      optionError(`${path}regions`, `must be Regions of known AWS partitions; got ${describeValue([], name)}`)
    )
  }
  if (jwks !== undefined && jwksUri !== undefined) {
    problems.push(optionError(`${path}jwks`, 'cannot be combined with jwksUri; omit one of them'))
  }
  return problems
}

function unknownPool (userPoolId: string): string {
  const received = describeValue([], userPoolId)
  const suggested = suggestRegion(userPoolId)
  if (suggested !== null) {
    const id = userPoolId.slice(userPoolId.lastIndexOf('_'))
    return `must start with an AWS Region; got ${received}; did you mean '${suggested}${id}'?`
  }
  return regionIn(userPoolId) === null
    ? `must be the ID of a pool on AWS, unless issuer is set; got ${received}`
    : `must start with a Region of a known AWS partition, unless issuer is set; got ${received}`
}

function issuerErrors ({ path, options: { userPoolId, issuer } }: NamedPool): readonly string[] {
  if (issuer === undefined || !URL.canParse(issuer)) return []
  const right = correctedIssuer(issuer, userPoolId)
  if (right === null) return []
  return [
    optionError(
      `${path}issuer`,
      `must be ${right}, the issuer of this pool on AWS, or omitted; got ${describeUrl(issuer)}`
    )
  ]
}

function urlErrors ({ path, options }: NamedPool): readonly string[] {
  return URL_FIELDS.flatMap(field => {
    const value = options[field]
    return value === undefined ? [] : urlErrorsOf(path + field, value)
  })
}

/** Returns the errors of an option that is a URL. */
export function urlErrorsOf (path: string, value: string): readonly string[] {
  if (!URL.canParse(value)) {
    const received = describeValue([path], value)
    return [optionError(path, `must be a URL that starts with https://; got ${received}`)]
  }
  const { protocol, host, username, password, hash } = new URL(value)
  if (username !== '' || password !== '' || hash !== '') {
    return [optionError(path, 'must not contain a username, password or fragment')]
  }
  if (protocol === 'https:' || isPlainHttp(value)) return []
  return [
    optionError(
      path,
      'must start with https:// (or, in development, http:// for this machine or a container on it); got ' +
        `${protocol}//${host}`
    )
  ]
}

/** Returns an error for each issuer that two pools have: the issuer of a token selects the pool. */
export function sharedIssuerErrors (pools: readonly NamedPool[]): readonly string[] {
  const owners = new Map<string, string>()
  return pools.flatMap(({ name, options }) =>
    describePool({ name, ...options }).issuers.flatMap(issuer => {
      const other = owners.get(issuer)
      owners.set(issuer, name)
      return other === undefined || other === name
        ? []
        : [
            optionError(
              `userPools.${name}`,
              `must not have the issuer of userPools.${other}; configure one pool with both app clients in ` +
                'clientId'
            )
          ]
    })
  )
}
