/** A value, in quotes if it has commas, quotes or line breaks, and the comma or line break that ends it. */
const VALUE = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y

/** Returns the rows of a CSV file (RFC 4180), or undefined if it is malformed. Empty lines are left out. */
export function parseCsv (text: string): string[][] | undefined {
  const rows: string[][] = []
  let row: string[] = []
  let place = 0
  while (place < text.length) {
    VALUE.lastIndex = place
    const match = VALUE.exec(text)
    if (match === null) return undefined
    const [all, quoted, plain = '', end] = match
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    place += all.length
    if (end === ',' && place < text.length) continue
    if (end === ',') row.push('')
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}
