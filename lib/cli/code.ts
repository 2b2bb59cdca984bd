/** The maximum length of a list on one line, in characters. */
const MAX_LENGTH = 80

/** Returns plain data as JavaScript, in the style of the documentation. */
export function code (value: unknown, indent = ''): string {
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) return list(value, indent)
  if (typeof value !== 'object' || value === null) return String(value)
  const lines = Object.entries(value).map(([name, part]) => `${key(name)}: ${code(part, `${indent}  `)}`)
  return block('{', lines, '}', indent)
}

function list (values: readonly unknown[], indent: string): string {
  const line = `[${values.map(value => code(value, indent)).join(', ')}]`
  const fits = line.length + indent.length <= MAX_LENGTH && !line.includes('\n')
  if (fits) return line
  return block('[', values.map(value => code(value, `${indent}  `)), ']', indent)
}

function block (start: string, lines: readonly string[], end: string, indent: string): string {
  return `${start}\n${lines.map(line => `${indent}  ${line}`).join(',\n')}\n${indent}${end}`
}

function key (name: string): string {
  return /^[a-z_$][\w$]*$/i.test(name) ? name : text(name)
}

/** Returns a JavaScript string literal in single quotes. */
function text (value: string): string {
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
