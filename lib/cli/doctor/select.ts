import { nearestOf } from '../../options/suggestion.js'
import { usageError } from '../error.js'
import type { Check } from './check.js'
import { CHECKS } from './checks/index.js'

/**
 * Returns the checks that `--only` and `--except` select.
 *
 * @throws CliError for an unknown ID, and if no check is left
 */
export function selectChecks (
  only: readonly string[] = [],
  except: readonly string[] = []
): readonly Check[] {
  const [included, excluded] = [idsIn(only, '--only'), idsIn(except, '--except')]
  const selected = CHECKS.filter(
    ({ id }) => (included.length === 0 || included.includes(id)) && !excluded.includes(id)
  )
  if (selected.length === 0) throw usageError('--only and --except leave no check.')
  return selected
}

function idsIn (values: readonly string[], option: string): readonly string[] {
  const known = CHECKS.map(({ id }) => id)
  return values
    .flatMap(value => value.split(','))
    .map(value => {
      const id = value.trim()
      if (known.includes(id)) return id
      const nearest = nearestOf(id, known)
      const remedy = nearest === undefined ? 'docs/doctor.md lists them' : `did you mean ${nearest}?`
      throw usageError(`${option}: there is no check ${JSON.stringify(id)}; ${remedy}`)
    })
}
