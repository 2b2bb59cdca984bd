import { dnsSuffixOf } from '../pool/partitions.js'

/** A Region written without its hyphens, or with others in their place. */
const MISSPELT = /^([a-z]{2})[-_]?(gov)?[-_]?((?:north|south)?(?:east|west)?|central|north|south)[-_]?(\d)$/i

/**
 * Returns the Region that a misspelt Region in the ID of a pool probably means, such as `eu-west-1` for
 * `euwest-1`, else null.
 */
export function suggestRegion (userPoolId: string): string | null {
  const [, area = '', gov, direction = '', number] =
    MISSPELT.exec(userPoolId.slice(0, userPoolId.lastIndexOf('_'))) ?? []
  if (direction === '') return null
  const region = [area, gov, direction, number]
    .filter(part => part !== undefined)
    .join('-')
    .toLowerCase()
  return dnsSuffixOf(region) === null ? null : region
}
