import { readFileSync, writeFileSync } from 'node:fs'

/** Replaces the lines between `<!-- name -->` and `<!-- /name -->`. */
export function withSection (page, name, lines) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [before, rest] = page.split(start)
  const [, after] = rest.split(end)
  return `${before}${start}\n${lines.join('\n')}\n${end}${after}`
}

/** Writes a file. With --check, nothing is written, and the process fails if the file is not current. */
export function writePage (path, text, command = 'npm run docs') {
  if (!process.argv.includes('--check')) {
    writeFileSync(path, text)
  } else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${path} is not current. Run ${command}.`)
    process.exitCode = 1
  }
}
