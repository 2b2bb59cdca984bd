import { THRESHOLD } from './config.js'

/**
 * Reads survivors.json: for each file, or for all as `*`, the mutants that no test can or should kill, each
 * with the reason. An entry may have the mutant's `mutator`, `original`, `replacement`, and the `code` of the
 * line that it starts on, and applies to all mutants with these values. Returns the function that returns the
 * reason of a mutant, if there is one.
 */
export function explanations (text) {
  const list = JSON.parse(text)
  return ({ file, mutator, code, original, replacement }) => {
    const mutant = { mutator, code, original, replacement }
    const fits = entry => Object.entries(mutant).every(([name, value]) => (entry[name] ?? value) === value)
    return [...(list[file] ?? []), ...(list['*'] ?? [])].find(fits)?.reason
  }
}

/** The scores of a folder and its files, the survivors, and whether they are good enough. */
export function summary (folder, mutants, explain, isWhole) {
  const lines = []
  const alive = mutants.filter(({ result }) => result.by === undefined)
  const unexplained = alive.filter(mutant => explain(mutant) === undefined)
  for (const [file, own] of byFile(mutants)) {
    lines.push(`  ${percent(own)}  ${file}, ${own.length} mutants`)
  }
  for (const mutant of unexplained) {
    const { file, line, original, replacement, result } = mutant
    const isCut = Object.keys(result.skipped ?? {}).length > 0
    lines.push(`${file}:${line}  ${result.status}${isCut ? ' (not all tests ran)' : ''}`)
    lines.push(`    ${short(original)}`, `    → ${short(replacement) || '(nothing)'}`)
  }
  const score = scoreOf(mutants)
  lines.push(
    `${folder}: ${percent(mutants)} of ${mutants.length} mutants killed ` +
      `(${mutants.filter(({ result }) => result.status === 'timeout').length} by their time limit), ` +
      `${alive.length} alive, of which ${unexplained.length} are not explained`
  )
  const passes = unexplained.length === 0 && (!isWhole || score >= THRESHOLD)
  return { text: lines.join('\n'), passes }
}

function byFile (mutants) {
  const files = new Map()
  for (const mutant of mutants) files.set(mutant.file, [...(files.get(mutant.file) ?? []), mutant])
  return files
}

const scoreOf = mutants =>
  (100 * mutants.filter(({ result }) => result.by !== undefined).length) / (mutants.length || 1)

const percent = mutants => `${(Math.floor(scoreOf(mutants) * 10) / 10).toFixed(1)} %`.padStart(7)

const short = text => (text.length > 160 ? `${text.slice(0, 120)} … ${text.slice(-30)}` : text)
